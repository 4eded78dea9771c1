import type { ChangesQuery, FeedChange } from './changes.ts';
import { type Collection, createCollection } from './collection.ts';
import { createFeed, type Feed, type FeedPage } from './feed.ts';
import { parametersOf } from './query.ts';
import type { RecordTypeShapes } from './record-types.ts';
import { type ClientOptions, createSend, type RequestOptions } from './send.ts';

/** The record types by name, and the changes of all of them. */
export type Client<Shapes extends RecordTypeShapes> = {
  readonly [Name in keyof Shapes]: Collection<Shapes, Name>;
} & {
  /** All changes of the workspace, permanent deletes included. */
  changes<Name extends keyof Shapes & string = keyof Shapes & string>(
    query?: ChangesQuery<Name>,
    options?: RequestOptions,
  ): Feed<FeedChange<Shapes, Name>>;
};

/** The record types of a service, with the fields whose filters take one value, which may contain commas. */
export type SingleValued<Name extends string = string> = Readonly<Record<Name, readonly string[]>>;

const PAGE_SIZE = 100;

// The overload gives the type: the compiler cannot follow the names through Object.fromEntries.
export function createClientFor<Shapes extends RecordTypeShapes>(
  types: SingleValued<keyof Shapes & string>,
  options: ClientOptions,
): Client<Shapes>;
export function createClientFor(types: SingleValued, options: ClientOptions): object {
  const send = createSend(options);
  const collections = Object.entries(types).map(([name, singleValued]) => [name, createCollection(send, name, singleValued)]);
  return {
    ...Object.fromEntries(collections),
    changes: ({ since, ...query }: ChangesQuery<string> = {}, requestOptions: RequestOptions = {}) =>
      createFeed(
        since,
        async (from) =>
          await send<FeedPage<unknown>>({
            path: 'changes',
            query: parametersOf({ limit: PAGE_SIZE, ...query, since: from }),
            ...requestOptions,
          }),
      ),
  };
}
