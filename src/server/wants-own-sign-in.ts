import type { Environment } from '../config.ts';
import { UsageError } from '../usage-error.ts';

const CHOICES = ['issuer', 'local'];

/**
 * Checks whether the server issues tokens itself: with `SIGN_IN=local`, unless `OIDC_ISSUER` names another issuer.
 * @throws {UsageError} if `SIGN_IN` has another value
 */
export function wantsOwnSignIn(env: Environment): boolean {
  const setting = (name: string) => env[name]?.trim() ?? '';
  const signIn = setting('SIGN_IN') || 'issuer';
  if (!CHOICES.includes(signIn)) {
    throw new UsageError(`Invalid configuration:\n  SIGN_IN is "${signIn}"; it must be ${CHOICES.join(' or ')}`);
  }
  return signIn === 'local' && setting('AUTH_MODE') === 'jwt' && setting('OIDC_ISSUER') === '';
}
