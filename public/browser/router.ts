import { type ReadonlySignal, signal } from '@preact/signals';

/** Where one is: the address bar, as a signal. */
export interface Router {
  readonly url: ReadonlySignal<URL>;
  /** Goes to an address of this site; `replace` leaves no step to come back to. */
  go(href: string, options?: { readonly replace?: boolean }): void;
}

/** Follows the address bar, and takes over clicks on links to the UI's own pages. */
export function createRouter(browser: Window): Router {
  const url = signal(new URL(browser.location.href));
  const follow = () => {
    url.value = new URL(browser.location.href);
  };

  function go(href: string, { replace = false } = {}): void {
    const [from, to] = [url.peek(), new URL(href, url.peek())];
    if (to.href === from.href) return;
    browser.history[replace ? 'replaceState' : 'pushState'](null, '', href);
    follow();
    // Another list begins at its top; opening a record in it moves nothing.
    if (listOf(to) !== listOf(from)) browser.scrollTo(0, 0);
  }

  browser.addEventListener('popstate', follow);
  browser.document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isOwnPage(link, browser.location) || !isPlainClick(event)) return;
    event.preventDefault();
    go(link.href);
  });

  return { url, go };
}

/** The part of an address that names the list: its type, and how it is looked at. */
function listOf({ pathname, search }: URL): string {
  return `${pathname.split('/')[1]}${search}`;
}

function isOwnPage(link: HTMLAnchorElement, { origin }: Location): boolean {
  return (
    link.origin === origin &&
    link.hash === '' &&
    link.target === '' &&
    !link.hasAttribute('download') &&
    !/^\/(api|docs|problems)(\/|$)/.test(link.pathname)
  );
}

/** Any other click asks the browser for another tab or window. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
