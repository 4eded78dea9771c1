import { createFeed, type Feed } from './feed.ts';
import { sendForJson } from './json.ts';
import { PAGE_SIZE } from './paged.ts';
import { parametersOf } from './query.ts';
import type { RecordTypeShape, RecordTypeShapes } from './record-types.ts';
import type { RequestOptions, Send } from './send.ts';

/** One change of a record. */
export interface Change<Shape extends RecordTypeShape> {
  /** The version that the change made. */
  readonly version: number;
  readonly at: string;
  /** The id of the person or machine that made it. */
  readonly by: string;
  readonly action: 'create' | 'update' | 'trash' | 'restore' | 'import' | 'undo' | 'delete';
  /** The fields that changed; a side is missing where the field had no value. */
  readonly changes: {
    readonly [Name in keyof Shape['values']]?: { readonly from?: Shape['values'][Name]; readonly to?: Shape['values'][Name] };
  };
  /** The request that made it: `changeSets.undo` undoes all that it did. */
  readonly changeSet: string | null;
}

/** A change of any record of the workspace. */
export type FeedChange<Shapes extends RecordTypeShapes, Name extends keyof Shapes> = {
  [Type in Name]: { readonly type: Type; readonly id: string } & Change<Shapes[Type]>;
}[Name];

export interface ChangesQuery<Name> {
  /** The cursor of an earlier feed, or `now` to skip all earlier changes. Default: all changes that are kept. */
  readonly since?: string | undefined;
  /** Only changes of this type. */
  readonly type?: Name | undefined;
  /** The most changes of a page, 1 to 100. Default: 100. */
  readonly limit?: number | undefined;
}

export function createChanges(send: Send) {
  return <Item>({ since, ...query }: ChangesQuery<string> = {}, options: RequestOptions = {}): Feed<Item> =>
    createFeed(
      since,
      async (from) =>
        await sendForJson(send, { path: 'changes', query: parametersOf({ limit: PAGE_SIZE, ...query, since: from }), ...options }),
    );
}
