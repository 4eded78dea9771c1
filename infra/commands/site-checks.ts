import { expectHeader, expectSame, expectStatus } from './expect-answer.ts';
import { propertyOf } from './property-of.ts';
import type { SmokeCheck, SmokeTarget } from './smoke-check.ts';

/** Returns the checks of the UI. */
export function siteChecks({ site, issuer, webClientId, fetch: request }: SmokeTarget): readonly SmokeCheck[] {
  const get = (path: string) => request(site + path, { redirect: 'manual' });

  return [
    {
      name: 'the UI is served, also on its own paths',
      run: async () => {
        for (const path of ['/', '/tasks']) {
          const answer = await get(path);
          expectStatus(answer, 200);
          expectHeader(answer, 'content-type', /^text\/html/);
        }
      },
    },
    {
      name: 'the UI has its security headers',
      run: async () => {
        const answer = await get('/');
        expectHeader(answer, 'content-security-policy', /default-src 'none'.*frame-ancestors 'none'/);
        expectHeader(answer, 'strict-transport-security', /max-age=63072000/);
        expectHeader(answer, 'x-content-type-options', /^nosniff$/);
      },
    },
    {
      name: 'config.json has the sign-in settings',
      run: async () => {
        const answer = await get('/config.json');
        expectStatus(answer, 200);
        const signIn = propertyOf(await answer.json(), 'signIn');
        expectSame('the issuer', propertyOf(signIn, 'issuer'), issuer);
        expectSame('the client', propertyOf(signIn, 'clientId'), webClientId);
      },
    },
    {
      name: 'missing files are errors, not pages',
      run: async () => {
        const file = await get('/assets/there-is-no-such-file.js');
        if (file.status < 400) throw new Error(`a missing file has the status ${file.status}`);
      },
    },
    {
      name: 'http is redirected or refused',
      run: async () => {
        const clear = site.replace('https:', 'http:');
        expectHeader(await request(`${clear}/`, { redirect: 'manual' }), 'location', /^https:/);
        expectStatus(await request(`${clear}/api/health`, { redirect: 'manual' }), 403);
      },
    },
  ];
}
