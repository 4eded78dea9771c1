import { type ReadonlySignal, signal } from '@preact/signals';

/** The address bar, as a signal. */
export interface Router {
  readonly url: ReadonlySignal<URL>;
  /** Navigates to an address of this site. With `replace`, adds no history entry. */
  go(href: string, options?: { readonly replace?: boolean }): void;
}

/** Follows the address bar and handles clicks on links within the UI. */
export function createRouter(browser: Window): Router {
  const url = signal(new URL(browser.location.href));
  const follow = () => {
    url.value = new URL(browser.location.href);
  };

  function go(href: string, { replace = false } = {}): void {
    const [from, to] = [url.peek(), new URL(href, url.peek())];
    // `pushState` refuses other origins.
    if (to.href === from.href || to.origin !== from.origin) return;
    browser.history[replace ? 'replaceState' : 'pushState'](null, '', href);
    follow();
    // Scroll to the top for another list, but keep the position when a record opens.
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

/** Returns the part of an address that identifies the list: its type and its view. */
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

/** Returns whether the click is for this tab. Other buttons and modifier keys open a tab, window or menu. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
