const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be the id of a record: a UUID in lower case (RFC 9562, section 4). Nothing else reaches a key of the table. */
export function isRecordId(text: string): boolean {
  return UUID.test(text);
}
