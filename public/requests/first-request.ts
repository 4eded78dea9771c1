/** A request that a script in the page has sent before the app was loaded. */
export interface FirstRequest {
  readonly url: string;
  readonly answer: Promise<Response>;
}

declare global {
  interface Window {
    firstRequest?: FirstRequest | undefined;
  }
}

/** Returns a `fetch` whose first call takes the answer to the first request, if it has the same URL. Later the answer would be old. */
export function fetchAfterFirst(browser: Pick<Window & typeof globalThis, 'fetch' | 'firstRequest'>): typeof fetch {
  return async (url, init) => {
    const { firstRequest } = browser;
    browser.firstRequest = undefined;
    return await (firstRequest?.url === url ? firstRequest.answer : browser.fetch(url, init));
  };
}
