import type { Environment } from '../config.ts';
import { UsageError } from '../usage-error.ts';

const CHOICES = ['issuer', 'local'];

/**
 * Whether the server is to be the issuer of its own tokens: `SIGN_IN=local`, unless another issuer is named.
 * @throws {UsageError} if `SIGN_IN` is anything else.
 */
export function wantsOwnSignIn(env: Environment): boolean {
  const given = (name: string) => env[name]?.trim() ?? '';
  const signIn = given('SIGN_IN') || 'issuer';
  if (!CHOICES.includes(signIn)) {
    throw new UsageError(`These settings cannot be:\n  SIGN_IN is "${signIn}"; it must be ${CHOICES.join(' or ')}`);
  }
  return signIn === 'local' && given('AUTH_MODE') === 'jwt' && given('OIDC_ISSUER') === '';
}
