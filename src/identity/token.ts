import { type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, type Identify, IssuerUnavailable, Unauthenticated } from './caller.ts';
import { callerFromClaims } from './claims.ts';
import { createIssuerKeys } from './issuer-keys.ts';

export interface TokenIdentityOptions {
  /** Exactly as it stands in `iss`; https, or http on loopback. */
  readonly issuer: string;
  /** One of these must be in `aud`, or be the `client_id` of an access token without `aud`. */
  readonly audience: string | readonly string[];
  readonly workspaceClaim: string;
  /** By how many seconds the issuer's clock may differ from ours. Default 5. */
  readonly clockToleranceSeconds?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds that a request may wait for the issuer's keys. Default 3000. */
  readonly issuerTimeout?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Hears of every failure to fetch keys, also when nobody is refused for it. */
  readonly onIssuerFailure?: (failure: IssuerUnavailable) => void;
}

/** Signed with a private key: with a shared secret, whoever can verify a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** `at+jwt` is RFC 9068's; many issuers say `JWT` or nothing. Other types are tokens for another purpose. */
const TYPES = ['jwt', 'at+jwt', 'application/at+jwt'];
/** Headers by which a token brings its own key, or says where to find it (RFC 8725, section 3.10). */
const KEY_HEADERS = ['jwk', 'jku', 'x5c', 'x5u'] as const;
/** Headers of encrypted tokens (RFC 7516, section 4.1). One with `enc` is a JWE by RFC 7516, section 9, and we decrypt nothing. */
const ENCRYPTION_HEADERS = ['enc', 'zip', 'epk', 'apu', 'apv', 'iv', 'tag', 'p2s', 'p2c'] as const;
const BEARER = /^bearer +((?:[\w-]+\.){2}[\w-]+)$/i;
/** Characters. API Gateway takes 10,240 bytes for all headers together. */
const MAX_AUTHORIZATION = 8192;

/**
 * Knows callers by `Authorization: Bearer` with a JWT access token of one issuer (RFC 6750, RFC 8725, RFC 9068).
 * @throws {RangeError} at once, if the issuer is neither https nor http on loopback.
 */
export function createTokenIdentity(options: TokenIdentityOptions): Identify {
  const { issuer, workspaceClaim, clockToleranceSeconds: tolerance = 5, now = Date.now } = options;
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
    // API Gateway checks this too; jose only does with a limit on the age.
    if (payload.iat !== undefined && payload.iat > currentDate.getTime() / 1000 + tolerance) {
      throw new Unauthenticated('it was issued in the future');
    }
    return callerFromClaims(payload, workspaceClaim);
  }

  return async function identifyByToken({ authorization }) {
    const token = bearerToken(authorization);
    try {
      return await verify(token);
    } catch (error) {
      if (error instanceof IssuerUnavailable || error instanceof Unauthenticated) throw error;
      // Of jose's errors only the message: they carry the claims. Others come of keys of the issuer's that jose cannot use.
      throw new Unauthenticated(error instanceof Error ? error.message : String(error));
    }
  };
}

/** Two tokens, joined by a comma on their way, are none. */
function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.length > MAX_AUTHORIZATION) throw new Unauthenticated('it is absent or too long');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || !token.split('.').every(isCanonical)) throw new Unauthenticated('it is no bearer token in three parts');
  return token;
}

/** Base64 has more than one spelling of the last bits; a token has one. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function isPlainHeader(header: JWTHeaderParameters): boolean {
  const { typ } = header;
  if ([...KEY_HEADERS, ...ENCRYPTION_HEADERS].some((name) => header[name] !== undefined)) return false;
  return typ === undefined || (typeof typ === 'string' && TYPES.includes(typ.toLowerCase()));
}

/**
 * `aud` is a text or a list of texts (RFC 7519, section 4.1.3), never null. `client_id` counts only in an access token that
 * has no `aud` at all, as Cognito's; API Gateway's authorizer has the same rule.
 */
function isFor({ aud, token_use: use, client_id: client }: JWTPayload, audiences: readonly string[]): boolean {
  const named: unknown[] = aud === undefined && use === 'access' ? [client] : [aud].flat();
  return named.every((name) => typeof name === 'string') && named.some((name) => audiences.includes(name));
}
