import type { RequestOptions } from '../../client/src/send.ts';

export interface WithChangeSet<Result> {
  readonly result: Result;
  /** What the request changed, for undo. */
  readonly changeSet: string | undefined;
}

/** Sends a request, and also reads the header `Change-Set` of its answer. */
export async function withChangeSet<Result>(
  request: (options: Pick<RequestOptions, 'onHeaders'>) => Promise<Result>,
): Promise<WithChangeSet<Result>> {
  let changeSet: string | undefined;
  const onHeaders = (headers: Headers) => {
    changeSet = headers.get('Change-Set') ?? undefined;
  };
  const result = await request({ onHeaders });
  return { result, changeSet };
}
