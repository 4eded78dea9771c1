import type { Role } from './roles.ts';

/** Who sends a request. */
export interface Caller {
  /** Stable and unique for one person or machine; stored as `createdBy` and `updatedBy`. */
  readonly sub: string;
  /** The workspace whose records the caller uses. */
  readonly workspace: string;
  /** `undefined`: the caller may do nothing (a machine without a scope of ours). */
  readonly role: Role | undefined;
}

/** Finds the caller of a request. @throws {Unauthenticated} {IssuerUnavailable} */
export type Identify = (request: { readonly authorization: string | undefined }) => Caller | Promise<Caller>;

/** There is no valid token. All look the same to a client; the private `cause` is the reason, which never contains a part of the token. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';

  constructor(reason?: string) {
    super('there is no valid token', { cause: reason });
  }
}

/** The issuer does not answer, and the key of this token is not known yet. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
