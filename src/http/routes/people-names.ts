import type { People } from '../../people/people.ts';
import type { Scope, StoredRecord } from '../../store/record-store.ts';

/** The service fields that contain ids of people. */
const IDS_OF_PEOPLE: readonly string[] = ['createdBy', 'updatedBy'];

/** Adds a column for a person's name after each column with a person's id. An import ignores these columns. */
export function withNameColumns(columns: readonly string[]): string[] {
  return columns.flatMap((name) => (IDS_OF_PEOPLE.includes(name) ? [name, nameColumn(name)] : [name]));
}

/** Adds the values of the name columns to records. Sends one request per 100 people. Leaves the name of an unknown person empty. */
export async function withNames(
  people: People,
  { workspace }: Scope,
  records: readonly StoredRecord[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const ids = records.flatMap((record) => IDS_OF_PEOPLE.map((name) => String(record[name])));
  const known = await people.find(workspace, [...new Set(ids)]);
  return records.map((record) => {
    const names = IDS_OF_PEOPLE.map((name) => [nameColumn(name), known.get(String(record[name]))?.name]);
    return { ...record, ...Object.fromEntries(names) };
  });
}

function nameColumn(name: string): string {
  return `${name}.name`;
}
