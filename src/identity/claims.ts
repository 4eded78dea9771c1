import { type Caller, Unauthenticated } from './caller.ts';
import { highestRole, lowerRole, type Role, roleOfGroups } from './roles.ts';
import { SHARED_WORKSPACE, type WorkspaceRule, workspaceClaim } from './workspace.ts';

/** The claims of a token whose signature, issuer, audience and times have been verified. */
export type Claims = Readonly<Record<string, unknown>>;

const GROUPS_CLAIM = 'cognito:groups';
const SCOPE_ROLES: ReadonlyMap<string, Role> = new Map([
  ['records/read', 'viewer'],
  ['records/write', 'editor'],
  ['records/admin', 'admin'],
]);
/** Claims of id tokens only (OpenID Connect Core 1.0, sections 2 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/** Printable ASCII without blanks, and without `#`, which separates the parts of the table's keys. The `sub` of OpenID Connect is ASCII, too. */
const SAFE_NAME = /^[!"$-~]{1,128}$/;

/**
 * The caller that verified claims describe.
 * @throws {Unauthenticated} if they are those of an id token, or have no safe name for the caller or the workspace
 */
export function callerFromClaims(claims: Claims, rule: WorkspaceRule): Caller {
  if (isIdToken(claims)) throw new Unauthenticated('it is not an access token');
  return { sub: safeName(claims, 'sub'), workspace: workspaceOf(claims, rule), role: roleOf(claims) };
}

/** @throws {Unauthenticated} if the claim is missing: there is no fallback */
export function workspaceOf(claims: Claims, rule: WorkspaceRule): string {
  const claim = workspaceClaim(rule);
  return claim === undefined ? SHARED_WORKSPACE : safeName(claims, claim);
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
  if (typeof claim !== 'string' || !isSafeName(claim)) throw new Unauthenticated(`its claim ${name} is not a safe name`);
  return claim;
}

/**
 * A machine has the highest role of its scopes. A person has the role of the groups, but none above a scope of ours in the
 * token: anybody can ask an app's sign-in for `records/admin`.
 */
function roleOf(claims: Claims): Role | undefined {
  const scopes = listOf(claims.scope).flatMap((text) => text.split(' '));
  const byScope = highestRole(scopes.map((scope) => SCOPE_ROLES.get(scope)));
  if (isMachine(claims)) return byScope;
  const byGroup = roleOfGroups(listOf(claims[GROUPS_CLAIM]), claims.iss);
  return byScope === undefined ? byGroup : lowerRole(byGroup, byScope);
}

/** The subject of a token by client credentials is the client itself (RFC 9068, section 2.2; Cognito does the same). */
function isMachine(claims: Claims): boolean {
  return claims.sub === claims.client_id;
}

/**
 * A list as in tokens, as API Gateway writes it (`[a b]`), or one text. A text is not split: a group of another issuer may
 * contain blanks, and `not admin` is not `admin`. `null` is as left out, because API Gateway leaves out nulls.
 */
function listOf(claim: unknown): string[] {
  if (claim === undefined || claim === null || claim === '') return [];
  if (Array.isArray(claim) && claim.every((item) => typeof item === 'string')) return claim;
  if (typeof claim !== 'string') throw new Unauthenticated('its groups or scopes are not a list of texts');
  const bracketed = /^\[(.*)\]$/s.exec(claim)?.[1];
  return bracketed === undefined ? [claim] : bracketed.split(' ').filter((item) => item !== '');
}
