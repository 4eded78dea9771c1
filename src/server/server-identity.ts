import type { AuthConfig } from '../config.ts';
import type { Identify } from '../identity/caller.ts';
import { createLocalIdentity } from '../identity/local.ts';
import { createTokenIdentity } from '../identity/token.ts';
import type { Logger } from '../observability/logger.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Identifies callers by tokens that the server verifies, or always as the local user with AUTH_MODE=none.
 * @throws {UsageError} with AUTH_MODE=api-gateway
 */
export function createServerIdentity(auth: AuthConfig, logger: Logger): Identify {
  if (auth.mode === 'none') return createLocalIdentity();
  if (auth.mode === 'api-gateway') {
    throw new UsageError(
      'AUTH_MODE is "api-gateway", which works on Lambda only: nothing in front of this server verifies tokens. Set it to jwt.',
    );
  }
  const { mode: _, ...accepted } = auth;
  return createTokenIdentity({
    ...accepted,
    onIssuerFailure: ({ cause }) => logger.warn('issuer-unavailable', { issuer: auth.issuer, reason: String(cause) }),
  });
}
