import { createHash, randomBytes } from 'node:crypto';

export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly user: string;
  /** What a provider asks for that lets in only those who know it. */
  readonly code?: string | undefined;
}

export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
}

/** Signs in at the local provider as a browser would: code + PKCE, cookies, and a click on the user's button. */
export async function signIn({ issuer, clientId, redirectUri, user, code }: SignIn): Promise<Tokens> {
  const browser = createBrowser();
  const verifier = randomBytes(32).toString('base64url');
  const question = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browser.follow(`${issuer}/auth?${question}`, redirectUri);
  const html = await page.text();
  const action = /action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`no form on the page: ${page.status} ${html}`);
  const landing = await browser.follow(
    new URL(action, issuer).href,
    redirectUri,
    new URLSearchParams({ user, ...(code === undefined ? {} : { code }) }),
  );
  if (landing.status >= 400) throw new Error(`not signed in: ${landing.status}`);
  const answer = new URL(landing.headers.get('location') ?? '').searchParams;
  if (answer.get('state') !== 'state-1') throw new Error(`came back with ${answer}`);
  return await exchange(issuer, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code: answer.get('code') ?? '',
    code_verifier: verifier,
  });
}

/** @throws what the token endpoint says of a request that it refuses. */
export async function exchange(issuer: string, parameters: Readonly<Record<string, string>>): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(parameters) });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  return JSON.parse(body);
}

interface Browser {
  /** Follows redirects up to the one that leads to `end`, which is not fetched. */
  follow(url: string, end: string, form?: URLSearchParams): Promise<Response>;
}

function createBrowser(): Browser {
  const cookies = new Map<string, string>();

  async function fetchOnce(url: string, form?: URLSearchParams): Promise<Response> {
    const headers = { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(url, { redirect: 'manual', headers, ...(form === undefined ? {} : { method: 'POST', body: form }) });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    return response;
  }

  return {
    async follow(url, end, form) {
      let response = await fetchOnce(url, form);
      for (let location = response.headers.get('location'); location !== null && location.split('?')[0] !== end; ) {
        response = await fetchOnce(new URL(location, url).href);
        location = response.headers.get('location');
      }
      return response;
    },
  };
}
