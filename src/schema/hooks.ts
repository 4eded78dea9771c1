/** What every change of a record has, for a hook. */
interface ChangeFacts {
  /** The same in every run for this change, so that a receiver can ignore a repetition. */
  readonly id: string;
  readonly workspace: string;
  /** The name of the record type. */
  readonly type: string;
  readonly recordId: string;
  /** The version that the change made. */
  readonly version: number;
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** The id of the caller who made the change. */
  readonly by: string;
  /** The request that made the change; its other changes have the same. */
  readonly changeSet?: string | undefined;
  /** Set if the change is part of an import or an undo, or restored a former version. */
  readonly via?: 'import' | 'undo' | 'restore' | undefined;
}

/** A change of a record. `record` and `before` are as the API returns them. */
export type RecordChange<Record> = ChangeFacts &
  (
    | { readonly change: 'created'; readonly record: Record; readonly before: undefined }
    | { readonly change: 'updated' | 'trashed' | 'restored'; readonly record: Record; readonly before: Record }
    | { readonly change: 'deleted'; readonly record: undefined; readonly before: Record }
  );

type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface HookContext {
  /** Adds the record, its type and the id of the change to each line. */
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', Log>>;
  /** Aborts when the time for the hook is over, or the server stops. Pass it to `fetch`. */
  readonly signal: AbortSignal;
  /** The settings of the process. On AWS, those of `infra/hook-settings.ts`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What runs when records of the type have changed. */
export interface Hooks<Values = { readonly id: string }> {
  /** Runs after each change, at least once. If it throws, it runs again later. */
  after(change: RecordChange<Values>, context: HookContext): Promise<void> | void;
}
