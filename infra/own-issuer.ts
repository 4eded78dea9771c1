import type { SignIn } from './sign-in.ts';
import type { Issuer } from './stage.ts';

/** Accepts the tokens of an issuer outside the stack. */
export function createOwnIssuer(issuer: Issuer): SignIn {
  const { url, audience, webClientId, scope = 'openid profile email', roleWithoutGroups, origins = [], signOutUrl } = issuer;
  return {
    issuer: url,
    origins: [...new Set([new URL(url).origin, ...origins])],
    addClients() {
      const signOut = signOutUrl === undefined ? {} : { signOutUrl };
      return {
        audience,
        web: { issuer: url, clientId: webClientId, scope, roleWithoutGroups, ...signOut },
        outputs: { Issuer: url, WebClientId: webClientId },
      };
    },
  };
}
