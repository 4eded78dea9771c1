/** Whom to sign in with, and how: `signIn` of the `config.json` beside the page. */
export interface SignInConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Separated by blanks. */
  readonly scope: string;
  /** Where the issuer ends its own session, if its discovery document does not say (Cognito's does not). */
  readonly signOutUrl: string | undefined;
}

export function signInConfigOf({ issuer, clientId, scope, signOutUrl }: Readonly<Record<string, unknown>>): SignInConfig {
  if (typeof issuer !== 'string' || typeof clientId !== 'string') throw new Error('config.json names no issuer with a client.');
  return {
    issuer,
    clientId,
    scope: typeof scope === 'string' ? scope : 'openid',
    signOutUrl: typeof signOutUrl === 'string' ? signOutUrl : undefined,
  };
}
