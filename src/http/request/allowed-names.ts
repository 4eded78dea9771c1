/** Maximum number of names in the text of a fault. */
const MAX_LISTED = 50;
/** Maximum number of letters that differ in a misspelled name. */
const MAX_DISTANCE = 2;

/** Says which names are allowed, and first the one that the client probably means. */
export function allowedNames(given: string, allowed: readonly string[], takes: string): string {
  const nearest = nearestName(given, allowed);
  const hint = nearest === undefined ? '' : `did you mean "${nearest}"? `;
  return hint + listOf([...new Set(allowed.map(withoutOperator))], takes);
}

/** Leaves out operators: `dueDate[gte]` is `dueDate`. A list of tasks takes 90 parameters, but 21 names. */
function withoutOperator(name: string): string {
  return name.replace(/\[.*/, '');
}

function listOf(names: readonly string[], takes: string): string {
  return names.length > MAX_LISTED ? '/api/openapi.json lists the allowed names' : `${takes} ${names.join(', ')}`;
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
