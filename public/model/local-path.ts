/** The path and query of an address; `/` if it leads to another site, as `//evil.example` and `/\evil.example` do. */
export function localPath(address: string, origin: string): string {
  if (!URL.canParse(address, origin)) return '/';
  const url = new URL(address, origin);
  // A path that begins with `//` would name a host when it is used again.
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
