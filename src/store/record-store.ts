import type { Operator } from '../schema/field.ts';
import type { AsOf } from '../schema/moment.ts';
import type { RecordType, ServiceValues } from '../schema/record-type.ts';
import type { BatchPosition } from './write-id.ts';

/** Whose records, and of which type. Every key of the table is made from it, so nothing reaches another workspace's. */
export interface Scope {
  readonly workspace: string;
  readonly type: RecordType;
}

/** Field values by name; an unset field is left out. */
export type Values = Readonly<Record<string, unknown>>;
export type StoredRecord = ServiceValues & Values;

/** The versions that a write accepts; `any`: every one, as long as the record exists. */
export type IfMatch = readonly number[] | 'any';

export interface WriteOptions {
  /** The caller's `sub`, kept as `createdBy` and `updatedBy`. */
  readonly by: string;
  readonly ifMatch?: IfMatch | undefined;
  /** Makes the write safe to repeat: a write with an id that is already applied is not applied again. Random if left out. */
  readonly writeId?: string | undefined;
  /** Where the write stands in its batch, if it is part of one. */
  readonly batch?: BatchPosition | undefined;
}

export interface CreateOptions {
  readonly by: string;
  /** A UUID version 7, whose time becomes `createdAt`. If a record already has it, that record is returned. */
  readonly id?: string | undefined;
}

export interface Patch {
  readonly set: Values;
  readonly unset: readonly string[];
}

export interface Written {
  readonly record: StoredRecord;
  /** False if the record already had these values; its version then stays. */
  readonly changed: boolean;
}

/** One condition on a field; it holds if it holds for one of the values. `exists` has one value, a boolean. */
export interface Filter {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly unknown[];
  /** What the request asks for, where the values depend on its time: a cursor stays valid the next day. */
  readonly asked?: readonly string[];
}

export interface ListQuery {
  readonly sort: { readonly field: string; readonly descending: boolean };
  /** All of them must hold. */
  readonly filters: readonly Filter[];
  /** Each must occur in some searchable field; in search form. */
  readonly words: readonly string[];
  /** The trash instead of the live records. */
  readonly trashed: boolean;
  /** The time that the values of filters depend on, if they do. The pages of a list keep that of the first one. */
  readonly asOf?: AsOf | undefined;
}

export interface Position {
  readonly id: string;
  /** The record's sort key in an index by the sort field; absent where that is `createdAt`. */
  readonly key?: string | undefined;
}

export interface Page {
  readonly records: readonly StoredRecord[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Position | undefined;
}

export interface Count {
  readonly count: number;
  /** By value of the field; values that no record has are missing. */
  readonly groups: Readonly<Record<string, number>>;
  /** False if the read budget ran out: the counts are then lower bounds. */
  readonly complete: boolean;
}

/** Records by the first of the terms that the field has for their value. */
export type Holders = ReadonlyMap<string, readonly StoredRecord[]>;

/**
 * Keeps records. Every method can throw `StoreUnavailable`; those that name a record, `NotFound`; those with `ifMatch`,
 * `VersionConflict`.
 */
export interface RecordStore {
  /** A live record, or with `trashed: true` one in the trash or out of it. */
  get(scope: Scope, id: string, options?: { trashed?: boolean }): Promise<StoredRecord>;
  /** Those of the records that exist, live or in the trash, by id. One request for every 100. */
  getMany(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** @throws {GoneForGood} if a record with `options.id` was deleted permanently. */
  create(scope: Scope, values: Values, options: CreateOptions): Promise<StoredRecord>;
  patch(scope: Scope, id: string, patch: Patch, options: WriteOptions): Promise<Written>;
  replace(scope: Scope, id: string, values: Values, options: WriteOptions): Promise<Written>;
  trash(scope: Scope, id: string, options: WriteOptions): Promise<StoredRecord>;
  /** @throws {NotInTrash} */
  restore(scope: Scope, id: string, options: WriteOptions): Promise<StoredRecord>;
  /** Deletes a record permanently, live or trashed. */
  destroy(scope: Scope, id: string, options: WriteOptions): Promise<void>;
  /** @throws {IndexBuilding} */
  list(scope: Scope, query: ListQuery, page: { limit: number; after?: Position | undefined }): Promise<Page>;
  count(scope: Scope, query: ListQuery, groupBy?: string): Promise<Count>;
  /** The records that have these values in a unique or indexed field, at most two for each. @throws {IndexBuilding} */
  findHolders(scope: Scope, field: string, values: readonly unknown[]): Promise<Holders>;
  /** Resolves when the table answers, has today's layout and takes writes. */
  ready(): Promise<void>;
}

/** There is no such record or person in this workspace, or the record is in the trash. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  readonly what: 'record' | 'person';

  constructor(what: 'record' | 'person' = 'record') {
    super(`there is no such ${what}`);
    this.what = what;
  }
}

/** The record has another version than the write accepts. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly current: StoredRecord;

  constructor(current: StoredRecord) {
    super(`the record is at version ${current.version}`);
    this.current = current;
  }
}

/** A live record cannot be restored. */
export class NotInTrash extends Error {
  override readonly name = 'NotInTrash';
}

/** The record that this idempotency key created has been deleted permanently since. */
export class GoneForGood extends Error {
  override readonly name = 'GoneForGood';
}

/** The idempotency key was used for another body. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** To sort a list, to keep values unique, to find records by a value. */
export type IndexNeed = 'order' | 'unique' | 'match';

/**
 * No complete index serves the order of a list, and there are too many records to sort them without one. Or a record would get a new
 * value in a unique field before the claims on its values are complete.
 */
export class IndexBuilding extends Error {
  override readonly name = 'IndexBuilding';

  readonly field: string;
  readonly need: IndexNeed;

  constructor(field: string, need: IndexNeed = 'order') {
    super(`the index by "${field}" is not complete yet`);
    this.field = field;
    this.need = need;
  }
}

/** A value of a unique field, and the record that has it. */
export interface Taken {
  readonly type: string;
  readonly field: string;
  readonly id: string;
  readonly trashed: boolean;
}

/** Other records have these values, and the fields are unique. */
export class NotUnique extends Error {
  override readonly name = 'NotUnique';
  readonly taken: readonly Taken[];

  constructor(taken: readonly Taken[]) {
    super(`another record has this ${taken.map(({ field }) => field).join(' and ')}`);
    this.taken = taken;
  }
}

/** The table is throttled, unreachable or too slow. Not thrown for a write that is known to be applied. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
  /** Whether a write may have been applied. */
  readonly outcomeUnknown: boolean;

  constructor(message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** The database found stored data damaged. Another try would find the same. */
export class DataDamaged extends Error {
  override readonly name = 'DataDamaged';
}

/** The table has another layout than this version of the service, so its lists would be incomplete. The message says what to do. */
export class WrongLayout extends StoreUnavailable {
  override readonly name = 'WrongLayout';
  /** The layout of the table. */
  readonly layout: number;

  constructor(layout: number, message: string) {
    super(message, { outcomeUnknown: false });
    this.layout = layout;
  }
}
