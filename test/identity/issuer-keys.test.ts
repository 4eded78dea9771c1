import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identify, IssuerUnavailable, Unauthenticated } from '../../src/identity/caller.ts';
import { createTokenIdentity } from '../../src/identity/token.ts';
import { type Behaviour, createTokenIssuer, publicJwk, signToken, type TokenIssuer } from '../support/token-issuer.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let issuer: TokenIssuer;
let identify: Identify;
let later: number;
let failures: IssuerUnavailable[];

beforeEach(async () => {
  issuer = await createTokenIssuer();
  later = 0;
  failures = [];
  identify = createTokenIdentity({ ...issuer, now: () => Date.now() + later, onIssuerFailure: (failure) => failures.push(failure) });
});
afterEach(() => issuer.close());

/** A token that is good for as long as a test's clock may run. */
function longLived(sub: string): string {
  const { kid, privateKey } = issuer.signingKey();
  const claims = issuer.claimsFor({ sub });
  return signToken({ alg: 'RS256', kid }, { ...claims, exp: Number(claims.exp) + 100 * 24 * 3600 }, privateKey);
}

const callerOf = async (token: string) => identify({ authorization: `Bearer ${token}` });
const unknownKid = (kid: string) => signToken({ alg: 'RS256', kid }, issuer.claimsFor({ sub: 'eve' }), issuer.signingKey().privateKey);

/** What a call was refused with, and after how many milliseconds. */
async function refusalOf(token: string): Promise<{ error: unknown; took: number }> {
  const start = performance.now();
  const error: unknown = await callerOf(token).catch((thrown: unknown) => thrown);
  return { error, took: performance.now() - start };
}

describe('the keys of the issuer', () => {
  it('are fetched once for everybody', async () => {
    const tokens = Array.from({ length: 50 }, (_, n) => longLived(`user-${n}`));
    await Promise.all(tokens.map(callerOf));
    for (const token of tokens) await callerOf(token);
    expect(issuer.requests).toEqual({ discovery: 1, keys: 1 });
  });

  it('are not asked for by what cannot be a token', async () => {
    await refusalOf('a.b.c');
    await refusalOf(signToken({ alg: 'HS256', kid: 'x' }, {}, issuer.signingKey().privateKey));
    expect(issuer.requests.discovery).toBe(0);
  });

  it('are fetched a few times at most for 1,000 unknown ones, which are all refused', async () => {
    await callerOf(longLived('ada'));
    for (let n = 0; n < 1000; n++) {
      const { error } = await refusalOf(unknownKid(`made-up-${n}`));
      expect(error).toBeInstanceOf(Unauthenticated);
    }
    expect(issuer.requests.keys).toBeLessThanOrEqual(4);
    expect(await callerOf(longLived('ada'))).toMatchObject({ sub: 'ada' });
  });

  it('are fetched a few times at most for 1,000 unknown ones at once', async () => {
    const refusals = await Promise.all(Array.from({ length: 1000 }, (_, n) => refusalOf(unknownKid(`made-up-${n}`))));
    expect(refusals.every(({ error }) => error instanceof Unauthenticated)).toBe(true);
    expect(issuer.requests.keys).toBeLessThanOrEqual(4);
  });

  it('may be rotated: the new one counts at once', async () => {
    await callerOf(longLived('ada'));
    await issuer.rotate();
    expect(await callerOf(longLived('grace'))).toMatchObject({ sub: 'grace' });
    expect(issuer.requests.keys).toBe(2);
  });

  it('may be rotated: the old one counts no longer than ten minutes', async () => {
    const old = longLived('ada');
    await callerOf(old);
    await issuer.rotate();
    later = 10 * MINUTE;
    expect((await refusalOf(old)).error).toBeInstanceOf(Unauthenticated);
  });

  it('must be strong enough', async () => {
    const weak = { kid: 'weak', ...(await promisify(generateKeyPair)('rsa', { modulusLength: 1024 })) };
    issuer.publish(publicJwk(weak));
    const token = signToken({ alg: 'RS256', kid: 'weak' }, issuer.claimsFor({ sub: 'ada' }), weak.privateKey);
    expect((await refusalOf(token)).error).toBeInstanceOf(Unauthenticated);
  });
});

describe('an issuer that is away', () => {
  it.each<Behaviour>(['fails', 'sends invalid JSON', 'redirects'])('and %s is no reason to call a token bad', async (behaviour) => {
    issuer.behave(behaviour);
    expect((await refusalOf(longLived('ada'))).error).toBeInstanceOf(IssuerUnavailable);
    issuer.behave('answers');
    expect(await callerOf(longLived('ada'))).toMatchObject({ sub: 'ada' });
  });

  it('and refuses connections does not reach us for long', async () => {
    await issuer.close();
    const { error, took } = await refusalOf(longLived('ada'));
    expect(error).toBeInstanceOf(IssuerUnavailable);
    expect(took).toBeLessThan(1000);
  });

  it('and hangs costs three seconds, once for all who wait', async () => {
    issuer.behave('hangs');
    const refusals = await Promise.all(Array.from({ length: 20 }, (_, n) => refusalOf(longLived(`user-${n}`))));
    for (const { error, took } of refusals) {
      expect(error).toBeInstanceOf(IssuerUnavailable);
      expect(took).toBeGreaterThan(2900);
      expect(took).toBeLessThan(4000);
    }
    expect(issuer.requests.discovery).toBe(1);
  }, 10_000);

  it('is not waited for any more after a few tries', async () => {
    issuer.behave('hangs');
    identify = createTokenIdentity({ ...issuer, issuerTimeout: 400 });
    const waits: boolean[] = [];
    for (let n = 0; n < 5; n++) waits.push((await refusalOf(longLived('ada'))).took > 390);
    expect(waits).toEqual([true, true, true, false, false]);
    expect(issuer.requests.discovery).toBe(3);
  });

  it('is not asked for every request', async () => {
    issuer.behave('fails');
    for (let n = 0; n < 100; n++) await refusalOf(longLived('ada'));
    expect(issuer.requests.discovery).toBe(3);
    issuer.behave('answers');
    later = 10_000;
    expect(await callerOf(longLived('ada'))).toMatchObject({ sub: 'ada' });
    expect((await refusalOf(unknownKid('made-up'))).error).toBeInstanceOf(Unauthenticated);
  });

  it('does not take down callers whose key is known, and logs it', async () => {
    const token = longLived('ada');
    await callerOf(token);
    issuer.behave('fails');
    later = 23 * HOUR;
    expect(await callerOf(token)).toMatchObject({ sub: 'ada' });
    expect(failures).toEqual([expect.any(IssuerUnavailable)]);
  });

  it('makes them wait once at most', async () => {
    identify = createTokenIdentity({ ...issuer, issuerTimeout: 800, now: () => Date.now() + later });
    const token = longLived('ada');
    await callerOf(token);
    issuer.behave('hangs');
    later = HOUR;
    await callerOf(token);
    const start = performance.now();
    for (let n = 0; n < 20; n++) await callerOf(token);
    expect(performance.now() - start).toBeLessThan(700);
  });

  it('is no 401 for those whose key is not known', async () => {
    await callerOf(longLived('ada'));
    issuer.behave('fails');
    expect((await refusalOf(unknownKid('new'))).error).toBeInstanceOf(IssuerUnavailable);
  });

  it('is not trusted for more than a day', async () => {
    const token = longLived('ada');
    await callerOf(token);
    issuer.behave('fails');
    later = 25 * HOUR;
    expect((await refusalOf(token)).error).toBeInstanceOf(IssuerUnavailable);
  });
});

describe('the discovery document', () => {
  const documents: [string, (issuer: string) => unknown][] = [
    ['of another issuer', () => ({ issuer: 'https://attacker.example', jwks_uri: 'https://attacker.example/keys' })],
    ['without jwks_uri', (own) => ({ issuer: own })],
    ['with keys over plain http', (own) => ({ issuer: own, jwks_uri: 'http://issuer.example/keys' })],
    ['with keys in a file', (own) => ({ issuer: own, jwks_uri: 'file:///etc/keys' })],
    ['that is a list', () => []],
    ['that is null', () => null],
  ];

  it.each(documents)('%s is not followed', async (_, document) => {
    const asked: string[] = [];
    const answering: typeof fetch = async (input) => {
      asked.push(String(input));
      return Response.json(document(issuer.issuer));
    };
    const identifyByIt = createTokenIdentity({ ...issuer, fetch: answering });
    await expect(identifyByIt({ authorization: `Bearer ${longLived('ada')}` })).rejects.toBeInstanceOf(IssuerUnavailable);
    expect(new Set(asked)).toEqual(new Set([`${issuer.issuer}/.well-known/openid-configuration`]));
  });

  it('lies below an issuer that ends in a slash', async () => {
    const asked: string[] = [];
    const absent: typeof fetch = async (input) => {
      asked.push(String(input));
      return new Response(null, { status: 404 });
    };
    const identifyByIt = createTokenIdentity({ ...issuer, issuer: 'https://issuer.example/tenant/', fetch: absent });
    await expect(identifyByIt({ authorization: `Bearer ${longLived('ada')}` })).rejects.toBeInstanceOf(IssuerUnavailable);
    expect(asked).toEqual(['https://issuer.example/tenant/.well-known/openid-configuration']);
  });
});
