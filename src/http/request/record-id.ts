const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be a record's id: a UUID in lower case (RFC 9562, section 4). Anything else never reaches a key. */
export function isRecordId(text: string): boolean {
  return UUID.test(text);
}
