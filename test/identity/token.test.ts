import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Caller, Identify } from '../../src/identity/caller.ts';
import { createTokenIdentity } from '../../src/identity/token.ts';
import { NAME } from '../../src/name.ts';
import {
  createSigningKey,
  createTokenIssuer,
  encode,
  publicJwk,
  type SigningKey,
  signToken,
  type TokenIssuer,
} from '../support/token-issuer.ts';

const NOW = Math.floor(Date.now() / 1000);
const ADA = { sub: 'ada', groups: ['editor'], workspace: 'blue' };

let issuer: TokenIssuer;
let attacker: SigningKey;
let identify: Identify;

beforeAll(async () => {
  issuer = await createTokenIssuer({ audience: 'records' });
  attacker = await createSigningKey(issuer.signingKey().kid);
  identify = createTokenIdentity(issuer);
});
afterAll(() => issuer.close());

const header = () => ({ alg: 'RS256', kid: issuer.signingKey().kid });
const claims = () => issuer.claimsFor(ADA);
const good = () => issuer.tokenFor(ADA);
const withHeader = (changes: object) => signToken({ ...header(), ...changes }, claims(), issuer.signingKey().privateKey);
const withClaims = (changes: object) => signToken(header(), { ...claims(), ...changes }, issuer.signingKey().privateKey);
const withPayload = (text: string) => signToken(header(), text, issuer.signingKey().privateKey);
const byAttacker = (changes: object = {}) => signToken({ ...header(), ...changes }, claims(), attacker.privateKey);
const partsOf = (token: string): [string, string, string] => {
  const [head = '', body = '', signature = ''] = token.split('.');
  return [head, body, signature];
};

async function callerOf(authorization: string | undefined): Promise<Caller> {
  return identify({ authorization });
}

/** Signed with the public key's text as the shared secret, as a verifier that trusts `alg` would check it. */
function hmacWith(alg: 'HS256' | 'HS512', secret: string | Buffer): string {
  const input = `${encode({ ...header(), alg })}.${encode(claims())}`;
  return `${input}.${createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url')}`;
}

/** The same bytes with the unused last bits set: RSA's 256 bytes leave four of them in the last of 342 characters. */
function respelt(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spelt = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.at(-1) ?? '') + 1);
  expect(Buffer.from(partsOf(spelt)[2], 'base64url')).toEqual(Buffer.from(partsOf(token)[2], 'base64url'));
  return spelt;
}

function flipped(token: string, part: 0 | 1 | 2): string {
  const parts = partsOf(token);
  const bytes = Buffer.from(parts[part], 'base64url');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

describe('a token that holds', () => {
  it('identifies a person', async () => {
    expect(await callerOf(`Bearer ${good()}`)).toEqual({ sub: 'ada', workspace: 'blue', role: 'editor' });
  });

  it('identifies a machine', async () => {
    const token = issuer.tokenFor({ sub: 'nightly-job', workspace: 'blue', scope: `${NAME}/read`, machine: true });
    expect(await callerOf(`Bearer ${token}`)).toEqual({ sub: 'nightly-job', workspace: 'blue', role: 'viewer' });
  });

  it.each<[string, () => string]>([
    ['the scheme in lower case', () => `bearer ${good()}`],
    ['the scheme in upper case', () => `BEARER ${good()}`],
    ['two blanks', () => `Bearer  ${good()}`],
    ['the type JWT', () => `Bearer ${withHeader({ typ: 'JWT' })}`],
    ['the type of RFC 9068', () => `Bearer ${withHeader({ typ: 'at+jwt' })}`],
    ['the whole type of RFC 9068', () => `Bearer ${withHeader({ typ: 'application/at+JWT' })}`],
    ['no kid, while there is one key', () => `Bearer ${withHeader({ kid: undefined })}`],
    ['an audience', () => `Bearer ${withClaims({ aud: 'records', client_id: undefined, token_use: undefined })}`],
    ['several audiences', () => `Bearer ${withClaims({ aud: ['other', 'records'] })}`],
    ['other claims of 5 KB', () => `Bearer ${withClaims({ filler: 'x'.repeat(5000) })}`],
    ['an end within the leeway', () => `Bearer ${withClaims({ exp: NOW - 2 })}`],
    ['a start within the leeway', () => `Bearer ${withClaims({ nbf: NOW + 4, iat: NOW + 4 })}`],
  ])('may have %s', async (_, authorization) => {
    expect(await callerOf(authorization())).toMatchObject({ sub: 'ada', workspace: 'blue' });
  });

  it.each(['RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])('may be signed with %s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const other = await createTokenIssuer();
    other.publish({ ...(await exportJWK(publicKey)), kid: alg, alg });
    const token = await new SignJWT(other.claimsFor(ADA)).setProtectedHeader({ alg, kid: alg }).sign(privateKey);
    expect(await createTokenIdentity(other)({ authorization: `Bearer ${token}` })).toMatchObject({ sub: 'ada' });
    await other.close();
  });

  it('may be for any of several audiences', async () => {
    const both = createTokenIdentity({ ...issuer, audience: ['another-app', 'records'] });
    expect(await both({ authorization: `Bearer ${good()}` })).toMatchObject({ sub: 'ada' });
  });

  it('has the leeway that was asked for', async () => {
    const patient = createTokenIdentity({ ...issuer, clockToleranceSeconds: 120 });
    expect(await patient({ authorization: `Bearer ${withClaims({ exp: NOW - 60 })}` })).toMatchObject({ sub: 'ada' });
  });
});

describe('a token that does not hold is the same refusal, whatever is wrong', () => {
  const spki = () => issuer.signingKey().publicKey.export({ type: 'spki', format: 'pem' });

  const tokens: [string, () => string][] = [
    // who signed it, and how
    ['alg none, no signature', () => `${encode({ ...header(), alg: 'none' })}.${encode(claims())}.`],
    ['alg none, a signature', () => withHeader({ alg: 'none' })],
    ['alg nOnE', () => `${encode({ ...header(), alg: 'nOnE' })}.${encode(claims())}.AA`],
    ['no alg', () => withHeader({ alg: undefined })],
    ['HS256 with the public key as the secret', () => hmacWith('HS256', spki())],
    ['HS512 with the public key as the secret', () => hmacWith('HS512', spki())],
    ['HS256 with the public JWK as the secret', () => hmacWith('HS256', JSON.stringify(publicJwk(issuer.signingKey())))],
    ['HS256 with no secret', () => hmacWith('HS256', '')],
    ['another algorithm than was signed with', () => withHeader({ alg: 'RS512' })],
    ['another kind of key', () => withHeader({ alg: 'ES256' })],
    ['another key with the same kid', () => byAttacker()],
    ['another key and no kid', () => byAttacker({ kid: undefined })],
    ['an unknown kid', () => byAttacker({ kid: 'unknown' })],
    ['the right key under an unknown kid', () => withHeader({ kid: 'unknown' })],
    ['a kid that is a path', () => byAttacker({ kid: '../../../../dev/null' })],
    ['a kid that is no text', () => withHeader({ kid: 7 })],
    ['a kid of 2 KB', () => withHeader({ kid: 'k'.repeat(2000) })],
    // a key of its own
    ['its own key as jwk', () => byAttacker({ jwk: publicJwk(attacker) })],
    ['its own key as jwk, under its own kid', () => byAttacker({ kid: 'mine', jwk: { ...publicJwk(attacker), kid: 'mine' } })],
    ['a jku', () => byAttacker({ jku: 'https://attacker.example/keys' })],
    ['a jku that is the issuer’s', () => byAttacker({ jku: `${issuer.issuer}/keys` })],
    ['an x5u', () => byAttacker({ x5u: 'https://attacker.example/certificate.pem' })],
    ['an x5c', () => byAttacker({ x5c: ['MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA'] })],
    ['a jwk beside a good signature', () => withHeader({ jwk: publicJwk(attacker) })],
    ['a jku beside a good signature', () => withHeader({ jku: 'https://attacker.example/keys' })],
    ['an x5u beside a good signature', () => withHeader({ x5u: 'https://attacker.example/certificate.pem' })],
    ['an x5c beside a good signature', () => withHeader({ x5c: [] })],
    // other headers
    ['an unknown crit', () => withHeader({ crit: ['exp'], exp: 1 })],
    ['an empty crit', () => withHeader({ crit: [] })],
    ['a crit that is no list', () => withHeader({ crit: 'b64', b64: false })],
    ['the enc of an encrypted token', () => withHeader({ enc: 'A256GCM' })],
    ['an empty enc', () => withHeader({ enc: '' })],
    ['a zip', () => withHeader({ zip: 'DEF' })],
    ['an epk', () => withHeader({ epk: publicJwk(attacker) })],
    ['the count of a password-based key', () => withHeader({ p2c: 2_000_000_000, p2s: 'c2FsdA' })],
    ['an unencoded payload', () => withHeader({ crit: ['b64'], b64: false })],
    ['the type of a logout token', () => withHeader({ typ: 'logout+jwt' })],
    ['the type of a proof', () => withHeader({ typ: 'dpop+jwt' })],
    ['a type that is no text', () => withHeader({ typ: ['JWT'] })],
    ['a header that is no object', () => signToken(['RS256'], claims(), issuer.signingKey().privateKey)],
    ['a header that is no JSON', () => signToken('alg=RS256', claims(), issuer.signingKey().privateKey)],
    // whose it is, and for whom
    ['no iss', () => withClaims({ iss: undefined })],
    ['another iss', () => withClaims({ iss: 'https://attacker.example' })],
    ['iss with a slash more', () => withClaims({ iss: `${issuer.issuer}/` })],
    ['iss in upper case', () => withClaims({ iss: issuer.issuer.toUpperCase() })],
    ['iss as a list', () => withClaims({ iss: [issuer.issuer] })],
    ['iss as a list of two', () => withClaims({ iss: ['https://attacker.example', issuer.issuer] })],
    ['another client', () => withClaims({ client_id: 'another-app' })],
    ['no client and no audience', () => withClaims({ client_id: undefined })],
    ['our client, but another audience', () => withClaims({ aud: 'another-api' })],
    ['our client, but no audience in the list', () => withClaims({ aud: [] })],
    ['a part of our name as audience', () => withClaims({ aud: 'rec', client_id: undefined })],
    ['our name within another as audience', () => withClaims({ aud: 'my-records', client_id: undefined })],
    ['our client, and null as audience', () => withClaims({ aud: null })],
    ['our client, and an empty audience', () => withClaims({ aud: '' })],
    ['our client, and a number as audience', () => withClaims({ aud: 0 })],
    ['a list of audiences with null', () => withClaims({ aud: ['records', null] })],
    ['a list of audiences with a number', () => withClaims({ aud: [5, 'records'] })],
    ['our client in a list', () => withClaims({ client_id: ['records'] })],
    ['an audience in an object', () => withClaims({ aud: { records: true } })],
    ['an audience in a list of lists', () => withClaims({ aud: [['records']] })],
    ['our client as the party only', () => withClaims({ client_id: undefined, azp: 'records' })],
    ['our client, but no use', () => withClaims({ token_use: undefined })],
    ['an id token of Cognito', () => withClaims({ token_use: 'id', aud: 'records', client_id: undefined })],
    ['an id token of others', () => withClaims({ token_use: undefined, aud: 'records', client_id: undefined, nonce: 'n-0S6_WzA2Mj' })],
    // when
    ['expired', () => withClaims({ exp: NOW - 60 })],
    ['expired just beyond the leeway', () => withClaims({ exp: NOW - 6 })],
    ['exp 0', () => withClaims({ exp: 0 })],
    ['exp as text', () => withClaims({ exp: String(NOW + 3600) })],
    ['exp null', () => withClaims({ exp: null })],
    ['exp as a list', () => withClaims({ exp: [NOW + 3600] })],
    ['no exp', () => withClaims({ exp: undefined })],
    ['not yet valid', () => withClaims({ nbf: NOW + 60 })],
    ['nbf as text', () => withClaims({ nbf: String(NOW - 60) })],
    ['issued in the future', () => withClaims({ iat: NOW + 60 })],
    ['iat as text', () => withClaims({ iat: String(NOW) })],
    // who
    ['no sub', () => withClaims({ sub: undefined })],
    ['a sub with the separator of keys', () => withClaims({ sub: 'a#b' })],
    ['a sub with a NUL', () => withClaims({ sub: 'ada\u0000' })],
    ['a sub with a line break', () => withClaims({ sub: 'ada\nadmin' })],
    ['an empty sub', () => withClaims({ sub: '' })],
    ['a blank sub', () => withClaims({ sub: ' ' })],
    ['a number as sub', () => withClaims({ sub: 7 })],
    ['a sub of 200 characters', () => withClaims({ sub: 'x'.repeat(200) })],
    ['a sub of 10 KB', () => withClaims({ sub: 'x'.repeat(10_000) })],
    ['no workspace', () => withClaims({ 'custom:workspace': undefined })],
    ['a workspace with the separator of keys', () => withClaims({ 'custom:workspace': 'blue#tasks' })],
    ['a workspace as a list', () => withClaims({ 'custom:workspace': ['blue'] })],
    ['groups as an object', () => withClaims({ 'cognito:groups': { admin: true } })],
    // its shape
    ['no token', () => ''],
    ['one part', () => partsOf(good())[0]],
    ['two parts', () => good().split('.').slice(0, 2).join('.')],
    ['an empty signature', () => `${good().split('.').slice(0, 2).join('.')}.`],
    ['an empty payload', () => `${partsOf(good())[0]}..${partsOf(good())[2]}`],
    ['four parts', () => `${good()}.AA`],
    ['five parts, as if encrypted', () => `${good()}.AA.AA`],
    ['a dot in front', () => `.${good()}`],
    ['a dot behind', () => `${good()}.`],
    ['cut', () => good().slice(0, -10)],
    ['cut by one character', () => good().slice(0, -1)],
    ['a character more', () => `${good()}A`],
    ['padded', () => `${good()}==`],
    ['a signature in the other base64', () => withStandardSignature()],
    ['the last bits of the signature spelt differently', () => respelt(good())],
    ['a bit of the header flipped', () => flipped(good(), 0)],
    ['a bit of the claims flipped', () => flipped(good(), 1)],
    ['a bit of the signature flipped', () => flipped(good(), 2)],
    ['the signature of another token', () => [...partsOf(good()).slice(0, 2), partsOf(withClaims({ sub: 'eve' }))[2]].join('.')],
    ['other claims under the signature', () => [partsOf(good())[0], encode({ ...claims(), sub: 'eve' }), partsOf(good())[2]].join('.')],
    ['claims that are a list', () => withPayload('[]')],
    ['claims that are null', () => withPayload('null')],
    ['claims that are no JSON', () => withPayload('sub=ada')],
    ['60 KB', () => withClaims({ filler: 'x'.repeat(45_000) })],
    ['just over the limit', () => withClaims({ filler: 'x'.repeat(6000) })],
    ['60 KB of dots', () => '.'.repeat(60_000)],
    ['percent-encoded', () => encodeURIComponent(good()).replaceAll('.', '%2E')],
    ['a blank within', () => good().replace('.', '. ')],
    ['a line break behind', () => `${good()}\n`],
    ['a NUL behind', () => `${good()}\u0000`],
    ['quoted', () => `"${good()}"`],
  ];

  const headers: [string, () => string | undefined][] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['the scheme alone', () => 'Bearer'],
    ['the scheme and a blank', () => 'Bearer '],
    ['no scheme', () => good()],
    ['another scheme', () => `Basic ${good()}`],
    ['a scheme that begins alike', () => `Bearerx ${good()}`],
    ['a blank in front', () => ` Bearer ${good()}`],
    ['a blank behind', () => `Bearer ${good()} `],
    ['a tab between', () => `Bearer\t${good()}`],
    ['a colon', () => `Bearer: ${good()}`],
    ['the scheme twice', () => `Bearer Bearer ${good()}`],
    ['two tokens', () => `Bearer ${good()} ${good()}`],
    ['two headers, joined', () => `Bearer ${good()}, Bearer ${good()}`],
    ['two headers, joined without a blank', () => `Bearer ${good()},Bearer ${good()}`],
    ['a good token behind a bad one', () => `Bearer a.b.c, Bearer ${good()}`],
    ['a parameter', () => `Bearer token=${good()}`],
  ];

  const rows = [...tokens.map(([name, token]): [string, () => string] => [name, () => `Bearer ${token()}`]), ...headers];

  it.each(rows)('%s', async (_, authorization) => {
    const error: unknown = await callerOf(authorization()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'Unauthenticated', message: 'there is no valid token' });
    // The workspace is an example of a claim. A logged reason must not contain claims.
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('blue');
  });

  /** A signature that uses `-` or `_`, spelt with `+` and `/`. */
  function withStandardSignature(): string {
    const [head, body, signature] = partsOf(good());
    const spelt = signature.replaceAll('-', '+').replaceAll('_', '/');
    expect(spelt).not.toBe(signature);
    return `${head}.${body}.${spelt}`;
  }
});

describe('the issuer', () => {
  it.each([
    'http://issuer.example',
    'http://127.0.0.1.attacker.example',
    'http://localhost.attacker.example',
    'ftp://localhost',
    'file:///etc/keys',
  ])('may not be %s', (url) => {
    expect(() => createTokenIdentity({ issuer: url, audience: 'records', workspace: 'personal' })).toThrow(RangeError);
  });

  it.each(['https://issuer.example', 'https://issuer.example/', 'http://localhost:3001', 'http://127.0.0.1:3001', 'http://[::1]:3001'])(
    'may be %s',
    (url) => {
      expect(createTokenIdentity({ issuer: url, audience: 'records', workspace: 'personal' })).toBeInstanceOf(Function);
    },
  );
});
