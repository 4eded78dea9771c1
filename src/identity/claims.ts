import { NAME } from '../name.ts';
import { type Caller, Unauthenticated } from './caller.ts';
import { type RoleWithoutGroups, roleOfGroups } from './group-role.ts';
import { highestRole, lowerRole, type Role } from './roles.ts';
import { SHARED_WORKSPACE, type WorkspaceRule, workspaceClaim } from './workspace.ts';

/** The claims of a token whose signature, issuer, audience and times have been verified. */
export type Claims = Readonly<Record<string, unknown>>;

const GROUPS_CLAIM = 'cognito:groups';
const SCOPE_ROLES: ReadonlyMap<string, Role> = new Map([
  [`${NAME}/read`, 'viewer'],
  [`${NAME}/write`, 'editor'],
  [`${NAME}/admin`, 'admin'],
]);
/** Claims that only id tokens have (OpenID Connect Core 1.0, sections 2 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/**
 * Printable ASCII without spaces, and without `#`, which separates the parts of the table's keys.
 * OpenID Connect also limits `sub` to ASCII.
 */
const SAFE_NAME = /^[!"$-~]{1,128}$/;

/**
 * Returns the caller that verified claims describe.
 * @param withoutGroups the role of a person whose token has no groups
 * @throws {Unauthenticated} if the claims are from an id token, or have no safe name for the caller or the workspace
 */
export function callerFromClaims(claims: Claims, rule: WorkspaceRule, withoutGroups?: RoleWithoutGroups): Caller {
  if (isIdToken(claims)) throw new Unauthenticated('it is not an access token');
  return { sub: safeName(claims, 'sub'), workspace: workspaceOf(claims, rule), role: roleOf(claims, withoutGroups) };
}

/** Returns the workspace of the caller. @throws {Unauthenticated} if the claim is missing, because there is no default workspace */
export function workspaceOf(claims: Claims, rule: WorkspaceRule): string {
  const claim = workspaceClaim(rule);
  return claim === undefined ? SHARED_WORKSPACE : safeName(claims, claim);
}

function isIdToken(claims: Claims): boolean {
  const use = claims.token_use;
  return (use !== undefined && use !== 'access') || ID_TOKEN_CLAIMS.some((name) => claims[name] !== undefined);
}

/** Checks whether a text is safe as the name of a workspace or the id of a caller. */
export function isSafeName(text: string): boolean {
  return SAFE_NAME.test(text);
}

function safeName(claims: Claims, name: string): string {
  const claim = claims[name];
  if (typeof claim !== 'string' || !isSafeName(claim)) throw new Unauthenticated(`its claim ${name} is not a safe name`);
  return claim;
}

/**
 * Returns the highest role of a machine's scopes, or the role of a person's groups.
 * A person's scopes can lower the role but never raise it, because anyone can request the scope `admin` at sign-in.
 */
function roleOf(claims: Claims, withoutGroups: RoleWithoutGroups | undefined): Role | undefined {
  const scopes = listOf(claims.scope).flatMap((text) => text.split(' '));
  const byScope = highestRole(scopes.map((scope) => SCOPE_ROLES.get(scope)));
  if (isMachine(claims)) return byScope;
  const byGroup = roleOfGroups(listOf(claims[GROUPS_CLAIM]), claims.iss, withoutGroups);
  return byScope === undefined || byGroup === undefined ? byGroup : lowerRole(byGroup, byScope);
}

/** Checks whether the subject is the client, as in tokens by client credentials (RFC 9068, section 2.2; the same in Cognito). */
function isMachine(claims: Claims): boolean {
  return claims.sub === claims.client_id;
}

/**
 * Reads an array of texts, the form `[a b]` in which API Gateway writes arrays, or a single text.
 * A single text is not split, because group names of another issuer may contain spaces: `not admin` is not `admin`.
 * `null` counts as missing, because API Gateway drops claims that are `null`.
 */
function listOf(claim: unknown): string[] {
  if (claim === undefined || claim === null || claim === '') return [];
  if (Array.isArray(claim) && claim.every((item) => typeof item === 'string')) return claim;
  if (typeof claim !== 'string') throw new Unauthenticated('its groups or scopes are not a list of texts');
  const bracketed = /^\[(.*)\]$/s.exec(claim)?.[1];
  return bracketed === undefined ? [claim] : bracketed.split(' ').filter((item) => item !== '');
}
