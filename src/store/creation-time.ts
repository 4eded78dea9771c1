/** When a record was made: the time in its id, so that the order of ids is the order of creation. RFC 3339, in UTC. */
export function createdAtOf(id: string): string {
  return timeOfId(id).toISOString();
}

/** The time in a UUID version 7: its first 48 bits, milliseconds since 1970 (RFC 9562, section 5.7). */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The beginning of every id of this millisecond, below all of them. Earlier times than 1970 have no ids. */
export function idPrefixOf(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
