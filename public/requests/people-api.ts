import { createPeople } from '../../client/src/people.ts';
import type { Person } from '../../client/src/record-types.ts';
import type { Send } from '../../client/src/send.ts';

/** A person in the directory of the workspace. */
export type Colleague = Pick<Person, 'id' | 'name' | 'email'>;

export interface Profile {
  readonly name: string;
  readonly email?: string | undefined;
}

/** Reads at most 2,000 people. The UI shows no names for the others. */
const MAX_PEOPLE = 2_000;
/** Long, because no component waits for the result. */
const RETRY_FOR_MS = 60_000;

/** Saves the name and the e-mail address of the signed-in person. */
export async function saveProfile(send: Send, profile: Profile): Promise<void> {
  await createPeople(send).saveMe(profile, { retryForMs: RETRY_FOR_MS });
}

/** Reads the people in the directory. */
export async function readPeople(send: Send): Promise<readonly Colleague[]> {
  const people: Colleague[] = [];
  for await (const page of createPeople(send).list().pages()) {
    people.push(...page);
    if (people.length >= MAX_PEOPLE) break;
  }
  return people;
}
