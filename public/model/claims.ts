import { isObject } from './json.ts';
import { type Person, ROLES, type Role } from './person.ts';

/** The person whom an access token is about; the service, not this page, verifies it. */
export function personOf(accessToken: string, idToken: string | undefined): Person {
  const claims = { ...payloadOf(idToken), ...payloadOf(accessToken) };
  const name = [claims['name'], claims['email'], claims['username'], claims['sub']].find((one) => typeof one === 'string');
  return { sub: String(claims['sub']), name: String(name), role: roleOf(claims['cognito:groups']), isLocal: false };
}

/** The highest of the groups that is a role; no group at all is an editor. */
function roleOf(groups: unknown): Role {
  if (!Array.isArray(groups) || groups.length === 0) return 'editor';
  return ROLES.findLast((role) => groups.includes(role)) ?? 'viewer';
}

/** RFC 7519, section 3: the second part, base64url of JSON. */
function payloadOf(token = ''): Readonly<Record<string, unknown>> {
  const [, part = ''] = token.split('.');
  if (part === '') return {};
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return isObject(payload) ? payload : {};
}
