/** Returns the creation time of a record: RFC 3339, in UTC. It is in the id, so that ids sort by creation. */
export function createdAtOf(id: string): string {
  return timeOfId(id).toISOString();
}

/** Returns the time in a UUID version 7: its first 48 bits, milliseconds since 1970 (RFC 9562, section 5.7). */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** Returns the text with which every id of this millisecond starts. It sorts before these ids. No id has a time before 1970. */
export function idPrefixOf(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
