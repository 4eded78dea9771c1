/** What a request is about. */
export interface Address {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: URLSearchParams;
}

/** @param root the address of the service, without a slash at its end */
export function urlOf(root: string, { path, query }: Address): string {
  return `${root}/api/v1/${path}${query?.size ? `?${query}` : ''}`;
}
