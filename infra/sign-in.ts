import type { RoleWithoutGroups } from '../src/identity/group-role.ts';

/** The issuer of the tokens that the API accepts. */
export interface SignIn {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The origins that the UI calls to sign in. */
  readonly origins: readonly string[];
  /** Adds the clients. @param site the address of the UI, without a trailing slash */
  addClients(site?: string): SignInClients;
}

export interface SignInClients {
  /** The `aud` or `client_id` of accepted tokens. */
  readonly audience: readonly string[];
  /** The settings with which the UI signs in. */
  readonly web: WebSignIn;
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

export interface WebSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** The sign-out endpoint, if the discovery document of the issuer has none. */
  readonly signOutUrl?: string | undefined;
  /** The role of a person whose token has no groups. Default: editor. */
  readonly roleWithoutGroups?: RoleWithoutGroups | undefined;
}
