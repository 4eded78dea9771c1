const PAGE_SIZE = 50;

export interface ListPathOptions {
  /** The fields to expand. */
  readonly expanded: readonly string[];
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Returns the path of the request for a page of a list. */
export function listPath(typeName: string, query: URLSearchParams, { expanded, limit = PAGE_SIZE, cursor }: ListPathOptions): string {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(limit));
  if (expanded.length > 0) parameters.set('expand', expanded.join());
  if (cursor !== undefined) parameters.set('cursor', cursor);
  return `/api/v1/${typeName}?${parameters}`;
}
