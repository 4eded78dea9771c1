import type { Operator } from '../schema/field.ts';
import type { AsOf } from '../schema/moment.ts';
import type { RecordType, ServiceValues } from '../schema/record-type.ts';
import type { BatchPosition } from './write-id.ts';

/** A workspace and a record type. Every key of the table is derived from it, so no request reaches another workspace. */
export interface Scope {
  readonly workspace: string;
  readonly type: RecordType;
}

/** Field values by name; an unset field is left out. */
export type Values = Readonly<Record<string, unknown>>;
export type StoredRecord = ServiceValues & Values;

/** The versions that a write accepts. `any` accepts every version of an existing record. */
export type IfMatch = readonly number[] | 'any';

/** The action of a write that is more than its effect on the record. */
export type StatedAction = 'import' | 'undo' | 'restore';

/** The caller and the request of a write. The record keeps it until the next write, for its history. */
export interface Author {
  /** The caller's `sub`, stored as `createdBy` and `updatedBy`. */
  readonly by: string;
  /** The id of the request's change set: the same in every repetition of the request. Default: none. */
  readonly changeSet?: string | undefined;
  readonly action?: StatedAction | undefined;
}

export interface WriteOptions extends Author {
  readonly ifMatch?: IfMatch | undefined;
  /** Makes the write safe to repeat: a write with the same id is applied only once. Default: the change set, for its only write. */
  readonly writeId?: string | undefined;
  /** The position of the write in its batch, if it is part of a batch. */
  readonly batch?: BatchPosition | undefined;
  /** Whether the request has an idempotency key, so that an earlier or concurrent request may have applied the write. */
  readonly isRepeatable?: boolean;
}

export interface CreateOptions extends Author {
  /** A UUID version 7, whose time becomes `createdAt`. If a record already has this id, that record is returned. */
  readonly id?: string | undefined;
  /** Default: the change set. */
  readonly writeId?: string | undefined;
}

export interface Patch {
  readonly set: Values;
  readonly unset: readonly string[];
}

export interface Written {
  readonly record: StoredRecord;
  /** `false` if the record already had these values. Then its version does not change. */
  readonly changed: boolean;
}

/** A condition on a field. It holds if any of the values matches. `exists` has a single value, a boolean. */
export interface Filter {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly unknown[];
  /** The original values of the request, if they depend on its time. They keep a cursor valid on the next day. */
  readonly asked?: readonly string[];
}

export interface ListQuery {
  readonly sort: { readonly field: string; readonly descending: boolean };
  /** All filters must hold. */
  readonly filters: readonly Filter[];
  /** Words in search form. Each word must occur in a searchable field. */
  readonly words: readonly string[];
  /** Whether to list the trash instead of the live records. */
  readonly trashed: boolean;
  /** The time of the request, if filter values depend on it. All pages of a list use the time of the first page. */
  readonly asOf?: AsOf | undefined;
}

export interface Position {
  readonly id: string;
  /** The record's sort key in an index by the sort field; absent if the sort field is `createdAt`. */
  readonly key?: string | undefined;
}

export interface Page {
  readonly records: readonly StoredRecord[];
  /** The start of the next page; absent on the last page. */
  readonly next?: Position | undefined;
}

export interface Count {
  readonly count: number;
  /** Counts by value of the field. Values that no record has are missing. */
  readonly groups: Readonly<Record<string, number>>;
  /** `false` if the read budget was spent. The counts are then lower bounds. */
  readonly complete: boolean;
}

/** Records by the first term of their value in the field. */
export type Holders = ReadonlyMap<string, readonly StoredRecord[]>;

/**
 * Stores records. Every method can throw `StoreUnavailable`.
 * Methods that name a record can throw `NotFound`. Methods with `ifMatch` can throw `VersionConflict`.
 */
export interface RecordStore {
  /** Returns a live record. With `trashed: true`, the record may also be in the trash. */
  get(scope: Scope, id: string, options?: { trashed?: boolean }): Promise<StoredRecord>;
  /** Returns the existing records by id, live or in the trash. Sends one request per 100 ids. */
  getMany(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** @throws {GoneForGood} if a record with `options.id` was deleted permanently. */
  create(scope: Scope, values: Values, options: CreateOptions): Promise<StoredRecord>;
  patch(scope: Scope, id: string, patch: Patch, options: WriteOptions): Promise<Written>;
  replace(scope: Scope, id: string, values: Values, options: WriteOptions): Promise<Written>;
  trash(scope: Scope, id: string, options: WriteOptions): Promise<StoredRecord>;
  /** @throws {NotInTrash} */
  restore(scope: Scope, id: string, options: WriteOptions): Promise<StoredRecord>;
  /** Deletes a live or trashed record permanently. */
  destroy(scope: Scope, id: string, options: WriteOptions): Promise<void>;
  /** @throws {IndexBuilding} */
  list(scope: Scope, query: ListQuery, page: { limit: number; after?: Position | undefined }): Promise<Page>;
  count(scope: Scope, query: ListQuery, groupBy?: string): Promise<Count>;
  /** Returns the records with these values in a unique or indexed field, at most two per value. @throws {IndexBuilding} */
  findHolders(scope: Scope, field: string, values: readonly unknown[]): Promise<Holders>;
  /** Resolves if the table responds, has a supported layout and accepts writes. */
  ready(): Promise<void>;
}

/** Thrown if the workspace has no such record or person. */
export class NotFound extends Error {
  override readonly name: string = 'NotFound';
  readonly what: 'record' | 'person';

  constructor(what: 'record' | 'person' = 'record') {
    super(`there is no such ${what}`);
    this.what = what;
  }
}

/** Thrown if the record is in the trash, where it cannot be read or changed. */
export class InTrash extends NotFound {
  override readonly name = 'InTrash';
}

/** Thrown if the write does not accept the current version of the record. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly current: StoredRecord;

  constructor(current: StoredRecord) {
    super(`the record is at version ${current.version}`);
    this.current = current;
  }
}

/** Thrown if the record to restore is live. */
export class NotInTrash extends Error {
  override readonly name = 'NotInTrash';
}

/** Thrown if the record that this idempotency key created was deleted permanently. */
export class GoneForGood extends Error {
  override readonly name = 'GoneForGood';
}

/** Thrown if the idempotency key was used for another body. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** The purpose of an index: to sort a list, to keep values unique, or to find records by a value. */
export type IndexNeed = 'order' | 'unique' | 'match';

/**
 * Thrown if a request needs an index that is not complete:
 * - for the order of a list with too many records to sort without it,
 * - to find records by a value,
 * - to set a value in a unique field, before the claims on its values are complete.
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
  /** `undefined` if a dry run would create the record. */
  readonly id: string | undefined;
  readonly trashed: boolean;
}

/** Thrown if other records have these values in unique fields. */
export class NotUnique extends Error {
  override readonly name = 'NotUnique';
  readonly taken: readonly Taken[];

  constructor(taken: readonly Taken[]) {
    super(`another record has this ${taken.map(({ field }) => field).join(' and ')}`);
    this.taken = taken;
  }
}

/** Thrown if the table is throttled, unreachable or too slow. Not thrown for a write that is known to be applied. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
  /** Whether a write may have been applied. */
  readonly outcomeUnknown: boolean;

  constructor(message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** Thrown if the database finds damaged data. A retry would fail too. */
export class DataDamaged extends Error {
  override readonly name = 'DataDamaged';
}

/**
 * Thrown if this version of the service does not support the table's layout, so that its lists would be incomplete.
 * The message contains the fix.
 */
export class WrongLayout extends StoreUnavailable {
  override readonly name = 'WrongLayout';
  /** The layout of the table. */
  readonly layout: number;

  constructor(layout: number, message: string) {
    super(message, { outcomeUnknown: false });
    this.layout = layout;
  }
}
