/** Scrolls a link of the navigation into sight. On phones, the navigation is one line that scrolls sideways. */
export function intoSight(link: Element | null): void {
  const nav = link?.closest('nav');
  if (link === null || !nav) return;
  const [outer, inner] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
  // Not scrollIntoView: it would also move the page, whose scroll position the browser restores.
  nav.scrollBy({ left: inner.left + inner.width / 2 - outer.left - outer.width / 2 });
}
