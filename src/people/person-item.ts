import { highestRole, ROLES } from '../identity/roles.ts';
import { type Item, personKey } from '../store/keys.ts';
import { SORT_KEY } from '../store/table.ts';
import type { Person } from './person.ts';

/** Returns the item of a person. The id is only in the key. */
export function itemOfPerson(workspace: string, { id, ...attributes }: Person): Item {
  return { ...personKey(workspace, id), ...attributes };
}

export function toPerson(item: Item): Person {
  const { name, email, role, lastSeenAt } = item;
  return {
    id: String(item[SORT_KEY]),
    name: String(name),
    ...(email === undefined ? {} : { email: String(email) }),
    role: highestRole(ROLES.filter((known) => known === role)) ?? 'viewer',
    lastSeenAt: String(lastSeenAt),
  };
}
