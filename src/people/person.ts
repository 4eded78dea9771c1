import type { Role } from '../identity/roles.ts';
import { email } from '../schema/fields/email.ts';
import { text } from '../schema/fields/text.ts';

/** A person in the directory of a workspace. */
export interface Person {
  /** The caller's `sub`, as in `createdBy` and `updatedBy`. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** The role at the last sign-in. */
  readonly role: Role;
  /** The last sign-in: RFC 3339, in UTC. */
  readonly lastSeenAt: string;
}

/** The values that people provide about themselves. */
export type Profile = Pick<Person, 'name' | 'email'>;

export const PROFILE_FIELDS = {
  name: text({ required: true, max: 200 }),
  email: email({}),
};
