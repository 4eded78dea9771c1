/** A request that a script in the page has sent before the app was loaded. */
export interface FirstRequest {
  readonly path: string;
  readonly answer: Promise<Response>;
}

declare global {
  interface Window {
    firstRequest?: FirstRequest | undefined;
  }
}

/** Returns a `fetch` whose first call takes the answer to the first request, if it has the same path. Later the answer would be old. */
export function fetchAfterFirst(browser: Pick<Window & typeof globalThis, 'fetch' | 'firstRequest'>): typeof fetch {
  return async (path, init) => {
    const { firstRequest } = browser;
    browser.firstRequest = undefined;
    return await (firstRequest?.path === path ? firstRequest.answer : browser.fetch(path, init));
  };
}
