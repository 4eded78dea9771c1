import type { Address } from '../../client/src/address.ts';

const PAGE_SIZE = 50;

export interface ListAddressOptions {
  /** The fields to expand. */
  readonly expanded: readonly string[];
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Returns what a request for a page of a list is about. */
export function listAddress(path: string, query: URLSearchParams, { expanded, limit = PAGE_SIZE, cursor }: ListAddressOptions): Address {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(limit));
  if (expanded.length > 0) parameters.set('expand', expanded.join());
  if (cursor !== undefined) parameters.set('cursor', cursor);
  return { path, query: parameters };
}
