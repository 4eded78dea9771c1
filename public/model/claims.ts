import { ROLES_WITHOUT_GROUPS, roleOfGroups } from '../../src/identity/group-role.ts';
import type { Role } from '../../src/identity/roles.ts';
import { isObject } from './json.ts';
import type { Person } from './person.ts';

/**
 * Returns the person that the tokens describe. Does not verify them; the service verifies each access token.
 * @param withoutGroups the role of a person whose token has no groups, from `config.json`
 */
export function personOf(accessToken: string, idToken: string | undefined, withoutGroups?: unknown): Person {
  const claims = { ...payloadOf(idToken), ...payloadOf(accessToken) };
  const { name, given_name: givenName, family_name: family, email, username, sub } = claims;
  const known = [name, [givenName, family].filter(isFilled).join(' '), email, username, sub].find(isFilled);
  const role = roleOf(claims, withoutGroups);
  return { sub: String(sub), name: String(known), email: isFilled(email) ? email : undefined, role, isLocal: false };
}

function isFilled(claim: unknown): claim is string {
  return typeof claim === 'string' && claim.trim() !== '';
}

function roleOf({ iss, 'cognito:groups': groups }: Readonly<Record<string, unknown>>, withoutGroups: unknown): Role | undefined {
  const names = Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
  return roleOfGroups(
    names,
    iss,
    ROLES_WITHOUT_GROUPS.find((role) => role === withoutGroups),
  );
}

/** Returns the claims of a token: its second part, which is base64url-encoded JSON (RFC 7519, section 3). */
function payloadOf(token = ''): Readonly<Record<string, unknown>> {
  const [, part = ''] = token.split('.');
  if (part === '') return {};
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return isObject(payload) ? payload : {};
}
