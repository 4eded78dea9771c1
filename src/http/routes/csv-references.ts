import pMap from 'p-map';
import type { People } from '../../people/people.ts';
import { PEOPLE } from '../../schema/definition.ts';
import { type RecordType, titleField } from '../../schema/record-type.ts';
import { foldCase } from '../../schema/text-order.ts';
import { excerpt } from '../../schema/text-rules.ts';
import type { RecordFault } from '../../schema/validation.ts';
import type { RecordStore, Scope } from '../../store/record-store.ts';

/** A column such as `customer.name` with the title of the referenced record or the name of the person, for people who read the file. */
export interface TitleColumn {
  readonly column: string;
  /** The reference field. */
  readonly name: string;
  /** The type of the records; `undefined`: people. */
  readonly target: RecordType | undefined;
}

export function titleColumns({ fields }: RecordType, recordTypes: readonly RecordType[]): TitleColumn[] {
  return Object.entries(fields).flatMap(([name, { refersTo }]): TitleColumn[] => {
    const target = recordTypes.find((type) => type.name === refersTo);
    if (target === undefined) return refersTo === PEOPLE ? [{ column: `${name}.name`, name, target }] : [];
    return [{ column: `${name}.${titleField(target)}`, name, target }];
  });
}

/** Returns the id of the only record with this title, or the fault if no record or several records have it. */
export type IdOfTitle = (title: string) => string | RecordFault;

const CONCURRENCY = 16;

/**
 * Looks up records by their titles, with one query per title.
 * @returns `undefined` if the title field has no index
 */
export async function findByTitle(
  store: RecordStore,
  scope: Scope,
  { name, titles }: { readonly name: string; readonly titles: readonly string[] },
): Promise<IdOfTitle | undefined> {
  const title = titleField(scope.type);
  const field = scope.type.fields[title];
  if (field === undefined || !scope.type.sortable.includes(title)) return undefined;

  const records = `of ${scope.type.name}`;
  const noneWith = (text: string) => noSuch(name, `the ${title} of a record ${records}`, text);

  async function find(text: string): Promise<[string, string | RecordFault]> {
    const parsed = field?.parse(text);
    if (!parsed?.ok || parsed.value === undefined) return [text, noneWith(text)];
    const filters = [{ field: title, operator: 'eq', values: [parsed.value] } as const];
    const query = { sort: { field: title, descending: false }, filters, words: [], trashed: false };
    const page = await store.list(scope, query, { limit: 2 });
    const [record, another] = page.records;
    if (record === undefined) return [text, noneWith(text)];
    return [text, another === undefined ? record.id : ambiguous(name, `the ${title} of several records ${records}`, text)];
  }

  const found = new Map(await pMap(new Set(titles), find, { concurrency: CONCURRENCY }));
  return (text) => found.get(text) ?? noneWith(text);
}

/** Maximum number of people to read for their names. */
const MAX_PEOPLE = 5_000;
const PEOPLE_PAGE = 100;

/**
 * Finds people by name; case does not matter. Reads the whole directory of the workspace, 100 people per request.
 * @returns `undefined` if it has more than 5,000 people
 */
export async function findPeople(people: People, workspace: string, name: string): Promise<IdOfTitle | undefined> {
  const ids = new Map<string, string[]>();
  let after: string | undefined;
  for (let read = 0; read < MAX_PEOPLE; read += PEOPLE_PAGE) {
    const page = await people.list(workspace, { limit: PEOPLE_PAGE, after });
    for (const person of page.people) ids.set(foldCase(person.name), [...(ids.get(foldCase(person.name)) ?? []), person.id]);
    after = page.next;
    if (after === undefined) return idOf;
  }
  return undefined;

  function idOf(text: string): string | RecordFault {
    const [id, another] = ids.get(foldCase(text.trim())) ?? [];
    if (id === undefined) return noSuch(name, 'the name of a person in this workspace', text);
    return another === undefined ? id : ambiguous(name, 'the name of several people', text);
  }
}

function noSuch(name: string, what: string, text: string): RecordFault {
  return { pointer: `/${name}`, code: 'no-such-record', detail: `is not ${what}: "${excerpt(text)}"` };
}

function ambiguous(name: string, what: string, text: string): RecordFault {
  return { pointer: `/${name}`, code: 'ambiguous', detail: `is ${what}: "${excerpt(text)}"; give the id in the column "${name}"` };
}
