/** Maximum number of names in the text of a fault. */
const MAX_LISTED = 12;
/** Maximum number of letters that differ in a misspelled name. */
const MAX_DISTANCE = 2;

/** Says which names are allowed: all if they are few, otherwise only the one that the client probably means. */
export function allowedNames(given: string, allowed: readonly string[], takes = 'allowed are'): string {
  if (allowed.length <= MAX_LISTED) return `${takes} ${allowed.join(', ')}`;
  const nearest = nearestName(given, allowed);
  return `${nearest === undefined ? '' : `did you mean "${nearest}"? `}/api/openapi.json lists the allowed names`;
}

function nearestName(given: string, allowed: readonly string[]): string | undefined {
  const [nearest] = allowed
    .filter((name) => Math.abs(name.length - given.length) <= MAX_DISTANCE)
    .map((name) => ({ name, distance: distanceBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= MAX_DISTANCE && distance * 2 < name.length)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** Returns the Levenshtein distance: how many letters to add, remove or replace. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column < row.length; column++) {
      const [diagonal = 0, above = 0] = row.slice(column - 1, column + 1);
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, diagonal + (letter === b[column - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
