import { isSafeName } from '../identity/claims.ts';
import type { Role } from '../identity/roles.ts';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { isRecord } from '../store/filter.ts';
import { peoplePartition, personKey } from '../store/keys.ts';
import { NotFound } from '../store/record-store.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import type { Person, Profile } from './person.ts';
import { itemOfPerson, toPerson } from './person-item.ts';

/**
 * The directory of people, with one item per person in each workspace.
 * The UI calls `put` once per sign-in, which creates the person's entry or updates its `lastSeenAt`.
 * Requests for records never write to the directory. Every method can throw `StoreUnavailable`.
 */
export interface People {
  /** Lists people in the order of their ids. A page may have fewer people than `limit`, or none, even if more pages follow. */
  list(workspace: string, page: { readonly limit: number; readonly after?: string | undefined }): Promise<PeoplePage>;
  get(workspace: string, id: string): Promise<Person | undefined>;
  /** Returns the people with these ids. Unknown ids are left out. Sends one request per 100 ids. */
  find(workspace: string, ids: readonly string[]): Promise<ReadonlyMap<string, Person>>;
  /** Creates or replaces the entry of a person, with the current time. */
  put(workspace: string, id: string, profile: Profile & { readonly role: Role }): Promise<Person>;
  /** Erases name and e-mail address. The person is not in the directory until their next sign-in. @throws {NotFound} */
  erase(workspace: string, id: string): Promise<void>;
}

export interface PeoplePage {
  readonly people: readonly Person[];
  /** The id after which the next page starts; absent on the last page. */
  readonly next?: string | undefined;
}

export interface PeopleOptions {
  readonly table: DynamoTable;
  readonly now?: () => Date;
}

export function createPeople({ table, now = () => new Date() }: PeopleOptions): People {
  return {
    async list(workspace, { limit, after }) {
      const expression = createExpression();
      const isPerson = `${expression.name(PARTITION_KEY)} = ${expression.value(peoplePartition(workspace))}`;
      const { items, last } = await table.query({
        ...expression.condition([isPerson]),
        descending: false,
        consistent: true,
        limit,
        after: after === undefined ? undefined : personKey(workspace, after),
      });
      const next = last?.[SORT_KEY];
      return { people: items.filter(isRecord).map(toPerson), next: typeof next === 'string' ? next : undefined };
    },

    async get(workspace, id) {
      const item = await table.get(personKey(workspace, id));
      return isRecord(item) ? toPerson(item) : undefined;
    },

    async find(workspace, ids) {
      const named = ids.filter(isSafeName);
      const items = await table.getMany(named.map((id) => personKey(workspace, id)));
      return new Map(items.filter(isRecord).map((item) => [String(item[SORT_KEY]), toPerson(item)]));
    },

    async put(workspace, id, { name, email, role }) {
      const person: Person = { id, name, ...(email === undefined ? {} : { email }), role, lastSeenAt: now().toISOString() };
      await table.put(itemOfPerson(workspace, person));
      return person;
    },

    /** Keeps only the key, with an expiry time, because the function's role does not allow DeleteItem. DynamoDB then deletes the item. */
    async erase(workspace, id) {
      const expression = createExpression();
      const isThere = `attribute_exists(${expression.name(PARTITION_KEY)}) AND attribute_not_exists(${expression.name(TTL_ATTRIBUTE)})`;
      const rest = { ...personKey(workspace, id), [TTL_ATTRIBUTE]: Math.floor(now().getTime() / 1000) };
      try {
        await table.put(rest, expression.condition([isThere]));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        // If in doubt, an earlier attempt erased the person, but its response was lost.
        if (!error.inDoubt) throw new NotFound('person');
      }
    },
  };
}
