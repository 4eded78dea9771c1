import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { runChecks, smokeChecks } from '../../infra/commands/smoke-checks.ts';
import type { AuthConfig } from '../../src/config.ts';
import { inlineScriptSources } from '../../src/server/start-page.ts';
import { createWebsite } from '../../src/server/website.ts';
import { templateOf } from '../infra/support/templates.ts';
import { type LambdaTarget, startLambdaTarget } from '../support/lambda/target.ts';
import { createDistribution } from './support/cloudfront.ts';

// Simulates a deployment: the built UI behind the distribution of the template, and the built function behind the gateway.
const SITE = 'https://records.example';
const MINUTE = 60_000;

let api: LambdaTarget;
let get: typeof fetch;

beforeAll(async () => {
  api = await startLambdaTarget();
  const signIn = { issuer: api.issuer.issuer, clientId: 'web', scope: 'openid' };
  const added = { '/config.json': JSON.stringify({ signIn }) };
  get = createDistribution({ template: templateOf('prod'), files: 'dist/public', added, apiUrl: api.baseUrl });
}, 3 * MINUTE);
afterAll(async () => await api.close());

describe('the simulated deployment', () => {
  it('passes the smoke test', async () => {
    const lines: string[] = [];
    const token = api.issuer.tokenFor({ sub: 'machine', machine: true, scope: 'records/read records/write' });
    const target = { site: SITE, issuer: api.issuer.issuer, webClientId: 'web', token, fetch: get };
    await runChecks(smokeChecks(target), (line) => lines.push(line));
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([]);
    expect(lines).toHaveLength(12);
  });

  it('has a page for each problem at the address in its type', async () => {
    const { type } = JSON.parse(await (await get(`${SITE}/api/nothing`, { headers: signedIn() })).text());
    expect(type).toBe('/problems/not-found');
    const slugs = (await readdir('dist/public/problems')).map((file) => file.replace(/\.html$/, '')).filter((slug) => slug !== 'index');
    for (const slug of slugs) expect(await titleOf(`/problems/${slug}`)).toBe(slug);
    expect(await titleOf('/problems/')).toBe('Problems');
    expect(await titleOf('/docs/')).not.toBe(await titleOf('/tasks'));
  });

  it('has every file that its pages load, and allows their scripts and styles', async () => {
    for (const page of ['/', '/docs/', '/problems/not-found']) {
      const html = await (await get(SITE + page)).text();
      const named = [...html.matchAll(/(?:src|href)="([^"#]+\.(?:js|css|svg))"/g)].map(([, url = '']) => new URL(url, SITE + page));
      expect(named.length).toBeGreaterThan(0);
      for (const url of named) expect([url.origin, (await get(url)).status]).toEqual([SITE, 200]);
      // The policy allows the hash of the script in the start page.
      const inline = [...html.matchAll(/<script>/g)];
      expect(inline).toHaveLength(inlineScriptSources(html).length);
      expect(html.replace(/<script( id="config" type="application\/json")?>/g, '')).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=/);
    }
  });
});

function signedIn(): Record<string, string> {
  return { authorization: `Bearer ${api.issuer.tokenFor({ sub: 'ada' })}` };
}

describe('the content security policy of the UI', () => {
  it('is the same on CloudFront and on the server, except for the issuer', async () => {
    const auth: AuthConfig = { mode: 'jwt', issuer: 'https://issuer.example', audience: ['web'], workspace: 'shared' };
    const website = createWebsite('dist/public', auth);
    if (website === undefined) throw new Error('the UI is built');
    const served = await request(express().use(website)).get('/');
    const deployed = await get(`${SITE}/`);
    const directivesOf = (policy: unknown) =>
      String(policy)
        .split(/; ?/)
        .map((directive) => directive.replace(/^(connect-src 'self').*/, '$1'))
        // The template is synthesized without the build, so it has the hash of another script.
        .map((directive) => directive.replace(/'sha256-[^']+'/, 'a hash'));
    expect(directivesOf(deployed.headers.get('content-security-policy'))).toEqual(directivesOf(served.headers['content-security-policy']));
  });
});

async function titleOf(path: string): Promise<string | undefined> {
  return /<title>(.*)<\/title>/.exec(await (await get(SITE + path)).text())?.[1];
}
