/** The entity tag of a version of a record: its number in quotes. */
export function etagOf(version: number): string {
  return `"${version}"`;
}
