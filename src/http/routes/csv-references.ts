import pMap from 'p-map';
import type { People } from '../../people/people.ts';
import { PEOPLE } from '../../schema/definition.ts';
import { type RecordType, titleField } from '../../schema/record-type.ts';
import { foldCase } from '../../schema/text-order.ts';
import { excerpt } from '../../schema/text-rules.ts';
import type { RecordStore, Scope } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';

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

/** Returns the id of the only record with this title, or the problem if no record or several records have it. */
export type IdOfTitle = (title: string) => string | Problem;

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

  function noneWith(text: string): Problem {
    return unresolved(name, 'no-such-record', `No record of ${scope.type.name} has the title "${excerpt(text)}".`);
  }

  async function find(text: string): Promise<[string, string | Problem]> {
    const parsed = field?.parse(text);
    if (!parsed?.ok || parsed.value === undefined) return [text, noneWith(text)];
    const filters = [{ field: title, operator: 'eq', values: [parsed.value] } as const];
    const query = { sort: { field: title, descending: false }, filters, words: [], trashed: false };
    const { records } = await store.list(scope, query, { limit: 2 });
    const [record, another] = records;
    if (record === undefined) return [text, noneWith(text)];
    if (another === undefined) return [text, record.id];
    return [text, unresolved(name, 'ambiguous', `Several records of ${scope.type.name} have the title "${excerpt(text)}".`)];
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

  function idOf(text: string): string | Problem {
    const [id, another] = ids.get(foldCase(text.trim())) ?? [];
    if (id === undefined) return unresolved(name, 'no-such-record', `No person in this workspace has the name "${excerpt(text)}".`);
    return another === undefined ? id : unresolved(name, 'ambiguous', `Several people have the name "${excerpt(text)}".`);
  }
}

function unresolved(name: string, code: string, detail: string): Problem {
  return new Problem('invalid-record', { detail, errors: [{ in: 'body', pointer: `/${name}`, code, detail }] });
}
