// Types for the parts of dynalite 4.0.0 that the embedded database uses. The package ships no types.

declare module 'dynalite/db/index.js' {
  import type { EventEmitter } from 'node:events';

  export type Callback<Value = unknown> = (error: unknown, value?: Value) => void;

  /** The part of the database whose keys have the same prefix. */
  export interface SubDatabase {
    get(key: string, callback: Callback): void;
    put(key: string, value: unknown, callback: Callback): void;
    del(key: string, callback: Callback): void;
    createValueStream(range: Range): EventEmitter;
    /** Locks a key while `run` works. The callback that `release` returns unlocks it. */
    lock(key: string, run: (release: <Ended extends Callback<never>>(callback: Ended) => Ended) => void): void;
  }

  /** A range of keys, in ascending order unless `reverse` is true. `limit`: -1 for all. */
  export interface Range {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    reverse?: boolean;
    limit?: number;
    highWaterMarkBytes?: number;
  }

  export type Operation = { type: 'put'; key: string; value: unknown; valueEncoding?: 'utf8' } | { type: 'del'; key: string };

  export interface Level {
    /** Waits until the database is open. The constructor starts opening it. */
    open(): Promise<void>;
    close(): Promise<void>;
    batch(operations: readonly Operation[]): Promise<void>;
    iterator(options?: object): AsyncIterable<[string, unknown]>;
    keys(options?: object): LevelIterator;
    /** Returns `undefined` for an unknown key. */
    getSync(key: string): unknown;
    values(options?: object): LevelIterator;
  }

  export interface LevelIterator {
    /** Returns `undefined` at the end. Fails with the code `LEVEL_ITERATOR_NOT_OPEN` after `close`. */
    next(): Promise<unknown>;
    close(): Promise<void>;
  }

  export interface Store {
    readonly db: Level;
    readonly tableDb: SubDatabase;
    /** Fails if the table does not exist or, with the flag, is not active yet. */
    getTable(name: string, mustBeActive: boolean | Callback, callback?: Callback): void;
    getItemDb(table: string): SubDatabase;
    getIndexDb(kind: string, table: string, index: string): SubDatabase;
  }

  const database: { create(options: { path?: string; createTableMs?: number }): Store };
  export default database;
}

declare module 'dynalite/validations/index.js' {
  type Expression = 'Update' | 'Condition' | 'KeyCondition' | 'Filter' | 'Projection';

  export type ExpressionRequest = { readonly [name in `${Expression}Expression`]?: string } & {
    readonly ExpressionAttributeNames?: object;
    readonly ExpressionAttributeValues?: Readonly<Record<string, object>>;
  } & { [parsed in '_updates' | '_condition' | '_keyCondition' | '_filter' | '_projection']?: object };

  const validations: {
    /** Both throw errors with `statusCode` and `body`. */
    checkTypes(input: unknown, types: unknown): unknown;
    checkValidations(input: unknown, types: unknown, custom: unknown, store: unknown): void;
    /** Parses the expressions of a request and adds the results to it. @returns the error message, if any */
    validateExpressions(request: ExpressionRequest): string | undefined;
    /** Normalizes numbers in place. @returns the error message, if the value is invalid */
    validateAttributeValue(value: object): string | undefined;
  };
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { readonly types: unknown; readonly custom: unknown };
  export default validation;
}

declare module 'dynalite/actions/*' {
  import type { Callback, Store } from 'dynalite/db/index.js';

  /** Fails with errors that have `statusCode` and `body`, or with the error of the database. */
  const action: (store: Store, input: unknown, callback: Callback<object>) => void;
  export default action;
}
