/** The `signIn` object of `config.json`. */
export interface SignInConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** The issuer's sign-out page, if the discovery document does not contain it (Cognito's does not). */
  readonly signOutUrl: string | undefined;
}

export function signInConfigOf({ issuer, clientId, scope, signOutUrl }: Readonly<Record<string, unknown>>): SignInConfig {
  if (typeof issuer !== 'string' || typeof clientId !== 'string') throw new Error('config.json has no issuer and client.');
  return {
    issuer,
    clientId,
    scope: typeof scope === 'string' ? scope : 'openid',
    signOutUrl: typeof signOutUrl === 'string' ? signOutUrl : undefined,
  };
}
