export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Checks whether a text is a UUID in lower case (RFC 9562, section 4). Only such texts may become part of a record's key. */
export function isRecordId(text: string): boolean {
  return UUID.test(text);
}
