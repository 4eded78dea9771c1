import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runChecks, smokeChecks } from '../../infra/commands/smoke-checks.ts';
import { templateOf } from '../infra/support/templates.ts';
import { createDistribution } from '../support/cloudfront.ts';
import { type LambdaTarget, startLambdaTarget } from '../support/lambda-target.ts';

// What a deployment would serve: the built UI behind the template's distribution, and the built function behind the gateway.
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

describe('the stack as it would be deployed', () => {
  it('passes the smoke test', async () => {
    const told: string[] = [];
    const token = api.issuer.tokenFor({ sub: 'machine', machine: true, scope: 'records/read records/write' });
    const target = { site: SITE, issuer: api.issuer.issuer, webClientId: 'web', token, fetch: get };
    await runChecks(smokeChecks(target), (line) => told.push(line));
    expect(told.filter((line) => !line.startsWith('ok'))).toEqual([]);
    expect(told).toHaveLength(11);
  });

  it('has a page for each problem, where its type leads', async () => {
    const { type } = JSON.parse(await (await get(`${SITE}/api/nothing`, { headers: signedIn() })).text());
    expect(type).toBe('/problems/not-found');
    const slugs = (await readdir('dist/public/problems')).map((file) => file.replace(/\.html$/, '')).filter((slug) => slug !== 'index');
    for (const slug of slugs) expect(await titleOf(`/problems/${slug}`)).toBe(slug);
    expect(await titleOf('/problems/')).toBe('Problems');
    expect(await titleOf('/docs/')).not.toBe(await titleOf('/tasks'));
  });

  it('has every file that its pages name, and allows their scripts and styles', async () => {
    for (const page of ['/', '/docs/', '/problems/not-found']) {
      const html = await (await get(SITE + page)).text();
      const named = [...html.matchAll(/(?:src|href)="([^"#]+\.(?:js|css|svg))"/g)].map(([, url = '']) => new URL(url, SITE + page));
      expect(named.length).toBeGreaterThan(0);
      for (const url of named) expect([url.origin, (await get(url)).status]).toEqual([SITE, 200]);
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=/);
    }
  });
});

function signedIn(): Record<string, string> {
  return { authorization: `Bearer ${api.issuer.tokenFor({ sub: 'ada' })}` };
}

async function titleOf(path: string): Promise<string | undefined> {
  return /<title>(.*)<\/title>/.exec(await (await get(SITE + path)).text())?.[1];
}
