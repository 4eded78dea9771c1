/** From the least to the most: each may do what those before it may. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

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
  return ROLES.indexOf(person.role) >= ROLES.indexOf(role);
}
