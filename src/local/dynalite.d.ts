// The parts of dynalite 4.0.0 that the embedded database is made of; the package has no types of its own.

declare module 'dynalite/db/index.js' {
  import type { EventEmitter } from 'node:events';

  export type Callback<Value = unknown> = (error: unknown, value?: Value) => void;

  /** A part of the database under one prefix of keys. */
  export interface SubDatabase {
    get(key: string, callback: Callback): void;
    put(key: string, value: unknown, callback: Callback): void;
    del(key: string, callback: Callback): void;
    createValueStream(range: Range): EventEmitter;
    /** Runs alone for a key. The callback that `release` returns ends it. */
    lock(key: string, run: (release: <Ended extends Callback<never>>(callback: Ended) => Ended) => void): void;
  }

  /** Keys in their order, or in the reverse order. `limit`: -1 for all. */
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
    /** Opened in the background on construction; this waits for it. */
    open(): Promise<void>;
    close(): Promise<void>;
    batch(operations: readonly Operation[]): Promise<void>;
    iterator(): AsyncIterable<[string, unknown]>;
    /** `undefined` if there is no such key. */
    getSync(key: string): unknown;
    values(range: Range): LevelIterator;
  }

  export interface LevelIterator {
    /** `undefined` at the end; fails with the code `LEVEL_ITERATOR_NOT_OPEN` once it is closed. */
    next(): Promise<unknown>;
    close(): Promise<void>;
  }

  export interface Store {
    readonly db: Level;
    readonly tableDb: SubDatabase;
    /** Fails if there is no such table; with the flag also until it is active. */
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
    /** Parses the expressions of a request and adds the results to it. @returns their fault */
    validateExpressions(request: ExpressionRequest): string | undefined;
    /** Gives numbers their normal form. @returns the fault of the value */
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

  /** Fails with errors that have `statusCode` and `body`, or with what the database threw. */
  const action: (store: Store, input: unknown, callback: Callback<object>) => void;
  export default action;
}
