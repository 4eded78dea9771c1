import { includesRole, type Role } from '../../src/identity/roles.ts';

/** Who uses the page. The service decides what they may; this only spares them controls that would be refused. */
export interface Person {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  /** Nobody signed in, because nobody has to. */
  readonly isLocal: boolean;
}

export const LOCAL_PERSON: Person = { sub: 'local', name: 'Local', role: 'admin', isLocal: true };

export function may(person: Person, role: Role): boolean {
  return includesRole(person.role, role);
}
