import type { Role } from './roles.ts';

/** The sender of a request: a person or a machine. */
export interface Caller {
  /** Identifies a person or machine, and never changes. Stored as `createdBy` and `updatedBy`. */
  readonly sub: string;
  /** The workspace whose records the caller uses. */
  readonly workspace: string;
  /** `undefined` if the caller has no permissions: a machine without any of our scopes, or a person without a group. */
  readonly role: Role | undefined;
}

/** Finds the caller of a request. @throws {Unauthenticated} {IssuerUnavailable} */
export type Identify = (request: { readonly authorization: string | undefined }) => Caller | Promise<Caller>;

/**
 * Thrown if a request has no valid token. Clients get the same response in every case.
 * The private `cause` is the reason. It never contains a part of the token.
 */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';

  constructor(reason?: string) {
    super('there is no valid token', { cause: reason });
  }
}

/** Thrown if the issuer does not respond and the key of the token is not cached. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
