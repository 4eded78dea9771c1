import { type ChangeSets, createChangeSets } from './change-sets.ts';
import { type ChangesQuery, createChanges, type FeedChange } from './changes.ts';
import { type Collection, createCollection } from './collection.ts';
import type { Feed } from './feed.ts';
import { type ClientOptions, sendOptions } from './options.ts';
import { createPeople, type People } from './people.ts';
import type { RecordTypeShapes } from './record-types.ts';
import { createSend, type RequestOptions } from './send.ts';
import { createViews, type Views } from './views.ts';

/** The record types by name, and what all of them share. No record type can have one of these names. */
export type Client<Shapes extends RecordTypeShapes> = {
  readonly [Name in keyof Shapes]: Collection<Shapes, Name>;
} & {
  /** All changes of the workspace, permanent deletes included. */
  changes<Name extends keyof Shapes & string = keyof Shapes & string>(
    query?: ChangesQuery<Name>,
    options?: RequestOptions,
  ): Feed<FeedChange<Shapes, Name>>;
  /** What each request changed, and undo. */
  readonly changeSets: ChangeSets<Shapes>;
  readonly people: People;
  /** The lists, boards and calendars that people saved. */
  readonly views: Views<keyof Shapes & string>;
};

/** The record types of a service, with the fields whose filters take one value, which may contain commas. */
export type SingleValued<Name extends string = string> = Readonly<Record<Name, readonly string[]>>;

// The overload gives the type: the compiler cannot follow the names through Object.fromEntries.
export function createClientFor<Shapes extends RecordTypeShapes>(
  types: SingleValued<keyof Shapes & string>,
  options: ClientOptions,
): Client<Shapes>;
export function createClientFor(types: SingleValued, options: ClientOptions): object {
  const send = createSend(sendOptions(options));
  const collections = Object.entries(types).map(([name, singleValued]) => [name, createCollection(send, name, singleValued)]);
  return {
    ...Object.fromEntries(collections),
    changes: createChanges(send),
    changeSets: createChangeSets(send),
    people: createPeople(send),
    views: createViews(send),
  };
}
