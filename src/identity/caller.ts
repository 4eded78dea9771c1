/** From the least to the most: each may do what those before it may. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who sends a request, however that was found out. */
export interface Caller {
  /** Stable and unique for one person or machine; kept as `createdBy` and `updatedBy`. */
  readonly sub: string;
  /** Whose records the caller works with. */
  readonly workspace: string;
  /** `undefined`: known, and allowed nothing (a machine without one of our scopes). */
  readonly role: Role | undefined;
}

export function allows({ role }: Caller, needed: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Finds out who sends a request. @throws {Unauthenticated} {IssuerUnavailable} */
export type Identify = (request: { readonly authorization: string | undefined }) => Caller | Promise<Caller>;

/** There is no token, or none that holds. Every one looks the same; the reason, without any of the token, is its private `cause`. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';

  constructor(reason?: string) {
    super('there is no token, or none that holds', { cause: reason });
  }
}

/** The issuer of tokens is away and the key of this one is not known yet. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
