/**
 * Returns the path and query of an address.
 * Returns `/` if the address leads to another site, as `//evil.example` and `/\evil.example` do.
 */
export function localPath(address: string, origin: string): string {
  if (!URL.canParse(address, origin)) return '/';
  const url = new URL(address, origin);
  // The browser would read a path that begins with `//` as the name of another host.
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
