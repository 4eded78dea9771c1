import { type Caller, ROLES, type Role, Unauthenticated } from './caller.ts';

/** What a token says, once its signature, issuer, audience and times have been verified. */
export type Claims = Readonly<Record<string, unknown>>;

const GROUPS_CLAIM = 'cognito:groups';
const SCOPE_ROLES: ReadonlyMap<string, Role> = new Map([
  ['records/read', 'viewer'],
  ['records/write', 'editor'],
  ['records/admin', 'admin'],
]);
/** Claims that belong in an id token and in no access token (OpenID Connect Core 1.0, sections 2 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/** Printable ASCII without blanks, and without the `#` that parts the table's keys. OpenID Connect's `sub` is ASCII too. */
const SAFE_NAME = /^[!"$-~]{1,128}$/;

/**
 * Who verified claims stand for, by the same rules whoever has verified them.
 * @throws {Unauthenticated} if they are an id token's, or name nobody or no workspace in a safe shape.
 */
export function callerFromClaims(claims: Claims, workspaceClaim: string): Caller {
  if (isIdToken(claims)) throw new Unauthenticated('it is no access token');
  return { sub: safeName(claims, 'sub'), workspace: safeName(claims, workspaceClaim), role: roleOf(claims) };
}

function isIdToken(claims: Claims): boolean {
  const use = claims.token_use;
  return (use !== undefined && use !== 'access') || ID_TOKEN_CLAIMS.some((name) => claims[name] !== undefined);
}

/** Whether a text can name a workspace or a caller. */
export function isSafeName(text: string): boolean {
  return SAFE_NAME.test(text);
}

function safeName(claims: Claims, name: string): string {
  const claim = claims[name];
  if (typeof claim !== 'string' || !isSafeName(claim)) throw new Unauthenticated(`its claim ${name} is no safe name`);
  return claim;
}

/**
 * A machine has what its scopes give it. A person has what the groups give, and no more than the scopes do if the token has
 * one of ours: otherwise whoever asks an app's sign-in for `records/admin` would have it.
 */
function roleOf(claims: Claims): Role | undefined {
  const scopes = listOf(claims.scope).flatMap((text) => text.split(' '));
  const byScope = highest(scopes.map((scope) => SCOPE_ROLES.get(scope)));
  if (isMachine(claims)) return byScope;
  const byGroup = roleOfGroups(listOf(claims[GROUPS_CLAIM]), claims.iss);
  return byScope === undefined ? byGroup : lower(byGroup, byScope);
}

/** The subject of a token by client credentials is the client itself (RFC 9068, section 2.2; so it is in Cognito). */
function isMachine(claims: Claims): boolean {
  return claims.sub === claims.client_id;
}

/**
 * Nobody's member is an editor. A member of other groups alone is a viewer: one meant for `viewers` must not end up
 * writing. The group `<pool>_<provider>` that Cognito puts everyone in who signs in elsewhere says nothing.
 */
function roleOfGroups(groups: readonly string[], issuer: unknown): Role {
  const pool = typeof issuer === 'string' ? issuer.split('/').at(-1) : undefined;
  const own = groups.filter((group) => pool === undefined || !group.startsWith(`${pool}_`));
  return own.length === 0 ? 'editor' : (highest(own.map(roleNamed)) ?? 'viewer');
}

function roleNamed(group: string): Role | undefined {
  return ROLES.find((role) => role === group);
}

/**
 * A list as tokens have it, as API Gateway writes it (`[a b]`), or one bare text. A bare text is not split: a group of
 * another issuer may hold blanks, and `not admin` is not `admin`.
 */
function listOf(claim: unknown): string[] {
  if (claim === undefined || claim === null || claim === '') return [];
  if (Array.isArray(claim) && claim.every((item) => typeof item === 'string')) return claim;
  if (typeof claim !== 'string') throw new Unauthenticated('its groups or scopes are no list of texts');
  const bracketed = /^\[(.*)\]$/s.exec(claim)?.[1];
  return bracketed === undefined ? [claim] : bracketed.split(' ').filter((item) => item !== '');
}

function highest(roles: readonly (Role | undefined)[]): Role | undefined {
  return ROLES.findLast((role) => roles.includes(role));
}

function lower(one: Role, other: Role): Role {
  return ROLES.indexOf(one) < ROLES.indexOf(other) ? one : other;
}
