import { generateKeyPair, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

/** The subject of a token. The token has the claims of a Cognito access token. */
export interface TokenSubject {
  readonly sub: string;
  /** Default: the token has no group claim. */
  readonly groups?: readonly string[];
  /** Default: a workspace of this subject alone. */
  readonly workspace?: string;
  /** Scopes, separated by blanks. Default: `openid`. */
  readonly scope?: string;
  /** Whether it is a token from client credentials: the client is the subject, and it has no groups. */
  readonly machine?: boolean;
}

/** The behaviour of the issuer when a client requests its documents. */
export type Behaviour = 'answers' | 'fails' | 'sends invalid JSON' | 'redirects' | 'hangs';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export type TokenIssuer = Awaited<ReturnType<typeof createTokenIssuer>>;

const HOUR = 3600;
const ELSEWHERE = '/elsewhere';

/** Creates an OpenID Connect issuer on loopback: a discovery document, keys, and access tokens for any subject. */
export async function createTokenIssuer({ audience = 'records', workspaceClaim = 'custom:workspace' } = {}) {
  const requests = { discovery: 0, keys: 0 };
  let behaviour: Behaviour = 'answers';
  let key = await createSigningKey();
  let published: object[] = [publicJwk(key)];

  const server = createServer(({ url = '' }, response) => {
    if (behaviour === 'redirects' && !url.startsWith(ELSEWHERE)) response.writeHead(302, { location: ELSEWHERE + url }).end();
    else serve(url.replace(ELSEWHERE, ''), response);
  });
  function serve(path: string, response: ServerResponse): void {
    if (path === '/.well-known/openid-configuration') {
      requests.discovery += 1;
      answer(response, behaviour, { issuer, jwks_uri: `${issuer}/keys` });
    } else if (path === '/keys') {
      requests.keys += 1;
      answer(response, behaviour, { keys: published });
    } else response.writeHead(404).end();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${portOf(server.address())}`;

  function claimsFor({ sub, groups, workspace = sub, scope = 'openid', machine = false }: TokenSubject): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    const common = {
      iss: issuer,
      sub,
      token_use: 'access',
      scope,
      iat: now,
      exp: now + HOUR,
      jti: randomUUID(),
      [workspaceClaim]: workspace,
    };
    if (machine) return { ...common, client_id: sub, aud: audience };
    return { ...common, client_id: audience, username: sub, ...(groups && { 'cognito:groups': groups }) };
  }

  return {
    issuer,
    audience,
    /** The setting `WORKSPACE` of a service for these tokens. */
    workspace: `claim:${workspaceClaim}` as const,
    /** The number of requests for each document. */
    requests,
    claimsFor,
    tokenFor: (subject: TokenSubject) => signToken({ alg: 'RS256', kid: key.kid }, claimsFor(subject), key.privateKey),
    /** Returns the current signing key. */
    signingKey: (): SigningKey => key,
    /** Replaces the signing key. The old key is no longer published. */
    async rotate() {
      key = await createSigningKey();
      published = [publicJwk(key)];
    },
    /** Adds a key to the published ones. */
    publish: (jwk: object) => void published.push(jwk),
    behave(next: Behaviour) {
      behaviour = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export async function createSigningKey(kid: string = randomUUID()): Promise<SigningKey> {
  return { kid, ...(await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })) };
}

export function publicJwk({ kid, publicKey }: SigningKey): object {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

/** Returns a JWS signed with RS256, regardless of its header. */
export function signToken(header: object | string, claims: object | string, privateKey: KeyObject): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

export function encode(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

function answer(response: ServerResponse, behaviour: Behaviour, document: object): void {
  if (behaviour === 'hangs') return;
  response.writeHead(behaviour === 'fails' ? 500 : 200, { 'content-type': 'application/json' });
  response.end(behaviour === 'sends invalid JSON' ? '<html>' : JSON.stringify(document));
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port');
  return address.port;
}
