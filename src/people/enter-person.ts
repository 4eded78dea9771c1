import type { People } from './people.ts';
import type { Person } from './person.ts';

export type NewPerson = Omit<Person, 'lastSeenAt'>;

/** Adds a person who does not sign in themselves, unless the directory already has this person. */
export async function enterPerson(people: People, workspace: string, { id, ...person }: NewPerson): Promise<void> {
  if ((await people.get(workspace, id)) === undefined) await people.put(workspace, id, person);
}
