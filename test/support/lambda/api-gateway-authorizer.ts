import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

export interface AuthorizerOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Returns the verified claims of `Authorization` in the format of the event. `undefined`: the gateway answers 401. */
export type Authorizer = (authorization: string | undefined) => Promise<Readonly<Record<string, string>> | undefined>;

/**
 * Simulates the JWT authorizer of an HTTP API. It checks RSA signatures, `iss`, `exp`, `nbf`, `iat`, and `aud` or `client_id`.
 * It does not distinguish an id token from an access token.
 * Source: "Control access to HTTP APIs with JWT authorizers", API Gateway Developer Guide.
 */
export function createAuthorizer({ issuer, audience }: AuthorizerOptions): Authorizer {
  const keys = createRemoteJWKSet(new URL(`${issuer}/keys`));
  const isFor = ({ aud, client_id: client }: JWTPayload) => [aud ?? client].flat().some((name) => audience.includes(String(name)));

  return async function authorize(authorization) {
    const token = authorization?.replace(/^bearer +/i, '');
    if (token === undefined) return undefined;
    try {
      const options = { issuer, algorithms: ['RS256', 'RS384', 'RS512'], requiredClaims: ['exp'] };
      const { payload } = await jwtVerify(token, keys, options);
      const isFromFuture = payload.iat !== undefined && payload.iat > Date.now() / 1000;
      return isFor(payload) && !isFromFuture ? claimsAsText(payload) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Returns the claims in the format of an event: as text, like Go prints values, without null claims. */
export function claimsAsText(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const named = Object.entries(claims).filter(([, claim]) => claim !== null && claim !== undefined);
  return Object.fromEntries(named.map(([name, claim]) => [name, asText(claim)]));
}

function asText(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.map(asText).join(' ')}]`;
  if (typeof claim !== 'object' || claim === null) return String(claim);
  const members = Object.entries(claim).map(([name, member]) => `${name}:${asText(member)}`);
  return `map[${members.sort().join(' ')}]`;
}
