import { type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, type Identify, IssuerUnavailable, Unauthenticated } from './caller.ts';
import { callerFromClaims } from './claims.ts';
import type { RoleWithoutGroups } from './group-role.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import type { WorkspaceRule } from './workspace.ts';

export interface TokenIdentityOptions {
  /** Must be equal to `iss`. https, or http on loopback. */
  readonly issuer: string;
  /** `aud` must contain one of these values. In an access token without `aud`, `client_id` must be one of them. */
  readonly audience: string | readonly string[];
  readonly workspace: WorkspaceRule;
  /** The role of a person whose token has no groups. Default: editor. */
  readonly roleWithoutGroups?: RoleWithoutGroups;
  /** Seconds by which the clocks of issuer and service may differ. Default: 5. */
  readonly clockToleranceSeconds?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds that a request waits for the issuer's keys. Default: 3000. */
  readonly issuerTimeout?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Called for every failed fetch of keys, even while cached keys still work. */
  readonly onIssuerFailure?: (failure: IssuerUnavailable) => void;
}

/** Asymmetric only: with a shared secret, anyone who can verify a token could also sign one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** `at+jwt` is the type of RFC 9068; many issuers send `JWT` or no type. Tokens of other types have another purpose. */
const TYPES = ['jwt', 'at+jwt', 'application/at+jwt'];
/** Headers that contain a key or its location (RFC 8725, section 3.10). They would let the sender of a token choose the key. */
const KEY_HEADERS = ['jwk', 'jku', 'x5c', 'x5u'] as const;
/** Headers of encrypted tokens (RFC 7516, section 4.1), which are not supported. `enc` marks a JWE (RFC 7516, section 9). */
const ENCRYPTION_HEADERS = ['enc', 'zip', 'epk', 'apu', 'apv', 'iv', 'tag', 'p2s', 'p2c'] as const;
const BEARER = /^bearer +((?:[\w-]+\.){2}[\w-]+)$/i;
/** In characters. API Gateway allows 10,240 bytes for all headers together. */
const MAX_AUTHORIZATION = 8192;

/**
 * Identifies callers by `Authorization: Bearer` with a JWT access token of one issuer (RFC 6750, RFC 8725, RFC 9068).
 * @throws {RangeError} immediately, if the issuer is neither https nor http on loopback
 */
export function createTokenIdentity(options: TokenIdentityOptions): Identify {
  const { issuer, workspace, roleWithoutGroups, clockToleranceSeconds: tolerance = 5, now = Date.now } = options;
  const audiences = typeof options.audience === 'string' ? [options.audience] : options.audience;
  const { fetch = globalThis.fetch, issuerTimeout: timeout = 3000, onIssuerFailure: onFailure = () => undefined } = options;
  const findKey = createIssuerKeys({ issuer, fetch, now, timeout, onFailure });

  async function verify(token: string): Promise<Caller> {
    const currentDate = new Date(now());
    const { protectedHeader, payload } = await jwtVerify(token, findKey, {
      algorithms: ALGORITHMS,
      issuer,
      requiredClaims: ['exp'],
      clockTolerance: tolerance,
      currentDate,
    });
    if (!isPlainHeader(protectedHeader)) throw new Unauthenticated('its header has a type or a parameter that is not accepted');
    if (!isFor(payload, audiences)) throw new Unauthenticated('it is for another audience');
    // API Gateway checks this too. jose checks it only with `maxTokenAge`.
    if (payload.iat !== undefined && payload.iat > currentDate.getTime() / 1000 + tolerance) {
      throw new Unauthenticated('it was issued in the future');
    }
    return callerFromClaims(payload, workspace, roleWithoutGroups);
  }

  return async function identifyByToken({ authorization }) {
    const token = bearerToken(authorization);
    try {
      return await verify(token);
    } catch (error) {
      if (error instanceof IssuerUnavailable || error instanceof Unauthenticated) throw error;
      // Keep only the message, because jose's errors contain all claims. Keys that jose cannot use cause other errors.
      throw new Unauthenticated(error instanceof Error ? error.message : String(error));
    }
  };
}

/** Returns the token. Rejects two headers that are joined by a comma. */
function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.length > MAX_AUTHORIZATION) throw new Unauthenticated('it is missing or too long');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || !token.split('.').every(isCanonical)) throw new Unauthenticated('it is not a bearer token with three parts');
  return token;
}

/** Checks for canonical base64url. Otherwise several texts could decode to the same token. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function isPlainHeader(header: JWTHeaderParameters): boolean {
  const { typ } = header;
  if ([...KEY_HEADERS, ...ENCRYPTION_HEADERS].some((name) => header[name] !== undefined)) return false;
  return typ === undefined || (typeof typ === 'string' && TYPES.includes(typ.toLowerCase()));
}

/**
 * Checks the audience. `aud` is a text or a list of texts, never null (RFC 7519, section 4.1.3).
 * `client_id` counts only in an access token without `aud`, as Cognito issues it. API Gateway's authorizer has the same rule.
 */
function isFor({ aud, token_use: use, client_id: client }: JWTPayload, audiences: readonly string[]): boolean {
  const named: unknown[] = aud === undefined && use === 'access' ? [client] : [aud].flat();
  return named.every((name) => typeof name === 'string') && named.some((name) => audiences.includes(name));
}
