import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import request from 'supertest';
import type { AuthConfig } from '../../src/config.ts';
import { createWebsite } from '../../src/server/website.ts';
import { temporaryFolder } from '../support/server-process.ts';

const jwt: AuthConfig = {
  mode: 'jwt',
  issuer: 'https://issuer.example.com/pool',
  audience: ['client-1', 'machine'],
  workspace: 'shared',
};
const PAGE = '<title>Records</title><script id="config" type="application/json">null</script><script>first()</script>';
const LONG_SCRIPT = 'again();'.repeat(1000);
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  temporary = await temporaryFolder();
  await mkdir(join(temporary.folder, 'assets'));
  await writeFile(join(temporary.folder, 'index.html'), PAGE);
  await writeFile(join(temporary.folder, 'assets/index-Bx81.js'), 'start()');
  await mkdir(join(temporary.folder, 'problems'));
  await writeFile(join(temporary.folder, 'problems/index.html'), '<title>Problems</title>');
  await writeFile(join(temporary.folder, 'problems/not-found.html'), '<title>not-found</title>');
  await writeFile(join(temporary.folder, 'assets/later-9fC2.js'), LONG_SCRIPT);
});
afterAll(async () => {
  await temporary.remove();
});

function siteFor(auth: AuthConfig): Express {
  const website = createWebsite(temporary.folder, auth);
  if (website === undefined) throw new Error('there is a website');
  return express().use(website, (_req, res) => void res.status(404).json({ from: 'the app' }));
}

describe('the website', () => {
  const site = () => siteFor({ mode: 'none' });

  it.each(['/', '/index.html', '/tasks', '/tasks/01a2?edit=1', '/apiary'])(
    'answers %s with its page, to be asked for again',
    async (path) => {
      const { status, text, headers } = await request(site()).get(path).set('Accept', 'text/html,*/*;q=0.8');
      expect([status, text.slice(0, 22)]).toEqual([200, '<title>Records</title>']);
      expect(headers['cache-control']).toMatch(/no-cache|max-age=0/);
    },
  );

  it('answers what the type of a problem names with its explanation, and the folder with all of them', async () => {
    const textAt = async (path: string) => (await request(site()).get(path).redirects(1).set('Accept', 'text/html')).text;
    expect(await textAt('/problems/not-found')).toBe('<title>not-found</title>');
    expect(await textAt('/problems')).toBe('<title>Problems</title>');
  });

  it('lets browsers keep what has a hash in its name', async () => {
    const { status, headers } = await request(site()).get('/assets/index-Bx81.js');
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it.each(['br', 'gzip'])('sends its files as %s to a browser that takes it, and says that this differs', async (coding) => {
    const { text, headers } = await request(site()).get('/assets/later-9fC2.js').set('Accept-Encoding', coding);
    expect(text).toBe(LONG_SCRIPT);
    expect(headers).toMatchObject({ 'content-encoding': coding, 'cache-control': expect.stringContaining('immutable') });
    expect(headers['vary']).toContain('Accept-Encoding');
  });

  it.each([
    '/api',
    '/api/v1/nothing',
    '//api/v1/tasks',
    '//evil.example/',
    '//evil.example/tasks',
    '///tasks',
    '/\\evil.example/',
    '//docs',
    '//index.html',
    '/API/v1',
    '/assets/gone.js',
    '/favicon.ico',
    '/%2e%2e/secret.txt',
    '/%',
    '/a%ff',
  ])('leaves %s to the app', async (path) => {
    const { status, body } = await request(site()).get(path).set('Accept', 'text/html');
    expect([status, body]).toEqual([404, { from: 'the app' }]);
  });

  it.each(['*/*', 'application/json'])('leaves a page to the app for a program that accepts %s', async (accept) => {
    expect((await request(site()).get('/tasks').set('Accept', accept)).body).toEqual({ from: 'the app' });
  });

  it.each(['/assets/later-9fC2.js', '/index.html', '/tasks', '/config.json', '/problems/not-found'])(
    'answers 304 for %s with the headers of its 200',
    async (path) => {
      const headers = { Accept: 'text/html', 'Accept-Encoding': 'gzip' };
      const whole = await request(site()).get(path).set(headers);
      const { status, headers: unchanged } = await request(site())
        .get(path)
        .set({ ...headers, 'If-None-Match': whole.headers['etag'] ?? '' });
      expect(status).toBe(304);
      for (const name of ['vary', 'etag', 'cache-control', 'last-modified', 'content-security-policy', 'x-content-type-options']) {
        expect([name, unchanged[name]]).toEqual([name, whole.headers[name]]);
      }
      expect(unchanged['vary']).toContain('Accept-Encoding');
    },
  );

  it('leaves everything but reading to the app', async () => {
    expect((await request(site()).post('/')).body).toEqual({ from: 'the app' });
  });

  it('allows no script, style or connection but its own', async () => {
    const { headers } = await request(site()).get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        expect.stringMatching(/^script-src 'self' 'sha256-[^']+'$/),
        "style-src 'self'",
        "connect-src 'self'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) });
  });

  it('may talk to the issuer to sign in, and says where that is', async () => {
    const { body, headers } = await request(siteFor(jwt)).get('/config.json');
    expect(body).toEqual({ signIn: { issuer: jwt.issuer, clientId: 'client-1', scope: 'openid profile email' } });
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://issuer.example.com;");
  });

  it.each([
    ['none', () => site(), { signIn: null }],
    ['an issuer', () => siteFor(jwt), { signIn: { issuer: jwt.issuer, clientId: 'client-1', scope: 'openid profile email' } }],
    [
      'an issuer and a role without groups',
      () => siteFor({ ...jwt, roleWithoutGroups: 'none' }),
      { signIn: { issuer: jwt.issuer, clientId: 'client-1', scope: 'openid profile email', roleWithoutGroups: 'none' } },
    ],
  ])('has the settings in its page, with %s', async (_, app, settings) => {
    const { text } = await request(app()).get('/tasks').set('Accept', 'text/html');
    expect(JSON.parse(/<script id="config" type="application\/json">(.*?)<\/script>/.exec(text)?.[1] ?? '')).toEqual(settings);
  });

  it('allows the script in its page by its hash', async () => {
    const { headers } = await request(site()).get('/tasks').set('Accept', 'text/html');
    // printf 'first()' | openssl sha256 -binary | base64
    expect(headers['content-security-policy']).toContain("script-src 'self' 'sha256-fDYmfWjvur9AxjhDbjHe6RvExc05MbXhhrbgz2vvy/A=';");
  });

  it('says that there is no sign-in where there is none', async () => {
    expect((await request(site()).get('/config.json')).body).toEqual({ signIn: null });
  });

  it('is not there before it is built', () => {
    expect(createWebsite(join(temporary.folder, 'assets'), { mode: 'none' })).toBeUndefined();
  });
});
