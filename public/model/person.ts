import { includesRole, type Role } from '../../src/identity/roles.ts';

/** The person who uses the page. The service enforces roles; the page only hides actions that the service would refuse. */
export interface Person {
  readonly sub: string;
  readonly name: string;
  readonly email?: string | undefined;
  /** `undefined` if the person may do nothing. */
  readonly role: Role | undefined;
  /** Whether the service runs without sign-in. */
  readonly isLocal: boolean;
}

export const LOCAL_PERSON: Person = { sub: 'local', name: 'Local', role: 'admin', isLocal: true };

export function may(person: Person, role: Role): boolean {
  return includesRole(person.role, role);
}
