import type { People } from '../../people/people.ts';
import type { Scope, StoredRecord } from '../../store/record-store.ts';

/** The values of a record that are ids of people. */
const IDS_OF_PEOPLE: readonly string[] = ['createdBy', 'updatedBy'];

/** The columns of a CSV, with the name of a person beside each id. They are for reading: an import ignores them. */
export function withNameColumns(columns: readonly string[]): string[] {
  return columns.flatMap((name) => (IDS_OF_PEOPLE.includes(name) ? [name, nameColumn(name)] : [name]));
}

/** The records with the values of the name columns. One request for every 100 people; people without a name stay without. */
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
