export type { Operation, Outcome } from './batch.ts';
export type { ChangeSet, ChangeSets, ChangeSetsOptions, UndoneRecord, UndoOptions, UndoResult } from './change-sets.ts';
export type { Change, ChangesQuery, FeedChange } from './changes.ts';
export { type Client, createClientFor } from './client.ts';
export type {
  ActionArguments,
  BatchOptions,
  Collection,
  Count,
  CreateOptions,
  GetOptions,
  HistoryOptions,
  RemoveOptions,
} from './collection.ts';
export type { Feed, FeedPage } from './feed.ts';
export type { ClientOptions } from './options.ts';
export type { Page, Paged } from './paged.ts';
export type { Me, People, Profile } from './people.ts';
export { Conflict, ConnectionError, type Fault, isTemporary, type ProblemDocument, ProblemError, type Referrer } from './problem-error.ts';
export type { Condition, CountQuery, ListQuery, Sort } from './query.ts';
export type { Person, RecordTypeShape, StoredRecord } from './record-types.ts';
export type { RequestOptions } from './send.ts';
export type { NewView, View, ViewPatch, Views } from './views.ts';
