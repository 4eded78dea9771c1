import { type Operation, type Outcome, operationOf, outcomeOf, type Result } from './batch.ts';
import type { Change } from './changes.ts';
import { sendForJson } from './json.ts';
import { createPaged, PAGE_SIZE, type Paged } from './paged.ts';
import { Conflict, ProblemError } from './problem-error.ts';
import { type CountQuery, type FieldName, type ListQuery, parametersOf, type Selected } from './query.ts';
import { randomKey } from './random-key.ts';
import type { Expanded, RecordTypeShapes, ReferenceName, ServiceValues, StoredRecord } from './record-types.ts';
import type { ApiRequest, RequestOptions, Send } from './send.ts';
import { type Write, writeOf } from './write.ts';

/** A record by its id. */
type Target = string | { readonly id: string };
/** A record as it was read. By its id alone, a write does not check the version and is not retried after a lost connection. */
type Seen = string | { readonly id: string; readonly version: number };

export interface GetOptions<Expand> extends RequestOptions {
  /** Adds the records that these fields refer to. */
  readonly expand?: Expand | readonly Expand[] | undefined;
}

export interface CreateOptions extends RequestOptions {
  /** Creates with the same key and values make one record. Default: a new key for each call; retries use the same one. */
  readonly idempotencyKey?: string | undefined;
}

export interface BatchOptions extends CreateOptions {
  /** The `Change-Set` of the first request of a job that needs several: the list of change sets shows them as one. */
  readonly continues?: string | undefined;
}

export interface HistoryOptions extends RequestOptions {
  /** The most changes of a page, 1 to 100. Default: 100. */
  readonly limit?: number | undefined;
}

export interface RemoveOptions extends RequestOptions {
  /** Unsets the references of other records to it first. */
  readonly detach?: boolean | undefined;
}

/** The input of an action, if it has one, and the options of the request. */
export type ActionArguments<Input> = Input extends undefined
  ? [input?: undefined, options?: CreateOptions]
  : [input: Input, options?: CreateOptions];

export interface Count<Choice extends string = never> {
  readonly count: number;
  /** If `false`, there may be more: the read budget of the request ran out. */
  readonly complete: boolean;
  readonly groups: [Choice] extends [never] ? undefined : Readonly<Record<Choice, number>>;
}

/** The choices of a field. */
type ChoiceOf<Values, Name> = Name extends keyof Values ? Extract<Values[Name], string> : never;

/** The records of one type. */
export interface Collection<
  Shapes extends RecordTypeShapes,
  Name extends keyof Shapes,
  Shape extends Shapes[Name] = Shapes[Name],
  Stored = StoredRecord<Shape>,
> {
  /** Lists records: `for await (const record of list(…))`, or page by page. Goes on until the last page. */
  list<Expand extends ReferenceName<Shape> = never, Fields extends FieldName<Shape> = FieldName<Shape>>(
    query?: ListQuery<Shape, Expand, Fields>,
    options?: RequestOptions,
  ): Paged<Selected<Shape, Fields> & Expanded<Shapes, Shape, Expand>>;

  get<Expand extends ReferenceName<Shape> = never>(
    id: string,
    options?: GetOptions<Expand>,
  ): Promise<Stored & Expanded<Shapes, Shape, Expand>>;

  create(values: Shape['new'], options?: CreateOptions): Promise<Stored>;

  /** Changes some fields: `null` unsets one. @throws {Conflict} if the record has changed since it was read */
  update(record: Seen, patch: Shape['patch'], options?: RequestOptions): Promise<Stored>;

  /** Replaces all fields: those that are left out are unset or take their default. @throws {Conflict} as `update` does */
  replace(record: Seen, values: Shape['new'], options?: RequestOptions): Promise<Stored>;

  /** Moves a record to the trash. @throws {Conflict} as `update` does */
  trash(record: Seen, options?: RequestOptions): Promise<void>;

  /** Takes a record out of the trash. */
  restore(record: Target, options?: RequestOptions): Promise<Stored>;

  /** Deletes a record permanently, whatever its version. Needs the role `admin`. */
  remove(record: Target, options?: RemoveOptions): Promise<void>;

  /** Runs an action of the type. Retries run it once. @throws {Conflict} as `update` does */
  run<Action extends keyof Shape['actions'] & string>(
    record: Seen,
    action: Action,
    ...rest: ActionArguments<Shape['actions'][Action]>
  ): Promise<Stored>;

  count<GroupBy extends Shape['choices'] = never>(
    query?: CountQuery<Shape, GroupBy>,
    options?: RequestOptions,
  ): Promise<Count<ChoiceOf<Shape['values'], GroupBy>>>;

  /** Up to 100 writes in one request. Each succeeds or fails by itself; the outcomes are in the order of the operations. */
  batch(operations: readonly Operation<Shape>[], options?: BatchOptions): Promise<readonly Outcome<Stored>[]>;

  /** The changes of a record, the newest first. */
  history(record: Target, options?: HistoryOptions): Paged<Change<Shape>>;

  /** Writes the values of an earlier version as a new one. @throws {Conflict} as `update` does */
  revert(record: Seen, version: number, options?: RequestOptions): Promise<Stored>;

  /** Whether an error is a conflict about a record of this type. */
  isConflict(error: unknown): error is Conflict<Stored>;
}

/** @param singleValued see `parametersOf` */
export function createCollection<Shapes extends RecordTypeShapes, Name extends keyof Shapes & string>(
  send: Send,
  type: Name,
  singleValued: readonly string[],
): Collection<Shapes, Name> {
  const pathOf = (record: Target) => `${type}/${encodeURIComponent(typeof record === 'string' ? record : record.id)}`;

  const isConflict = (error: unknown): error is Conflict<StoredRecord<Shapes[Name]>> =>
    error instanceof Conflict && error.document.instance?.startsWith(`/api/v1/${type}/`) === true;

  const read = async (request: ApiRequest & RequestOptions) => await sendForJson(send, request);
  const write = async (request: Write) => await sendForJson(send, writeOf(request));

  return {
    list: (query = {}, options = {}) =>
      createPaged(
        async (cursor) => await read({ path: type, query: parametersOf({ limit: PAGE_SIZE, ...query, cursor }, singleValued), ...options }),
      ),

    get: async (id, { expand, ...options } = {}) => await read({ path: pathOf(id), query: parametersOf({ expand }), ...options }),

    create: async (values, options) => await write({ method: 'POST', path: type, body: values, ...once(options) }),

    async update(record, patch, options) {
      try {
        return await write({ method: 'PATCH', path: pathOf(record), body: patch, ...seen(record), ...options });
      } catch (error) {
        if (isConflict(error) && error.mayBeApplied && isResultOf(error.current, record, patch)) return error.current;
        throw error;
      }
    },

    replace: async (record, values, options) =>
      await write({ method: 'PUT', path: pathOf(record), body: values, ...seen(record), ...options }),

    trash: async (record, options) => await gone(write({ method: 'DELETE', path: pathOf(record), ...seen(record), ...options })),

    restore: async (record, options) => await write({ method: 'POST', path: `${pathOf(record)}/restore`, ...once(options) }),

    async remove(record, { detach, ...options } = {}) {
      const query = parametersOf({ permanent: true, detach });
      await gone(write({ method: 'DELETE', path: pathOf(record), query, isRepeatable: true, ...options }));
    },

    run: async (record, action, ...[input, options]) =>
      await write({ method: 'POST', path: `${pathOf(record)}/actions/${action}`, body: input, ...seen(record), ...once(options) }),

    count: async (query = {}, options = {}) => await read({ path: `${type}/count`, query: parametersOf(query, singleValued), ...options }),

    async batch(operations, options) {
      const body = { operations: operations.map(operationOf) };
      const { results }: { readonly results: readonly Result<StoredRecord<Shapes[Name]>>[] } = await write({
        method: 'POST',
        path: `${type}/batch`,
        body,
        ...once(options),
      });
      return results.map(outcomeOf);
    },

    history: (record, { limit = PAGE_SIZE, ...options } = {}) =>
      createPaged(async (cursor) => await read({ path: `${pathOf(record)}/history`, query: parametersOf({ limit, cursor }), ...options })),

    revert: async (record, version, options) =>
      await write({ method: 'POST', path: `${pathOf(record)}/history/${version}/restore`, ...seen(record), ...options }),

    isConflict,
  };
}

/** Adds a key: the service applies requests with the same key once. */
export function once(options: BatchOptions = {}): BatchOptions {
  return { ...options, idempotencyKey: options.idempotencyKey ?? randomKey() };
}

function seen(record: Seen): Pick<Write, 'version'> {
  return typeof record === 'string' ? {} : { version: record.version };
}

/** If an earlier attempt may have been applied, the record is gone because of it. */
export async function gone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof ProblemError && error.mayBeApplied && error.status === 404)) throw error;
  }
}

/** Whether a record is the version after the one that was read, with all values of the patch. */
function isResultOf(current: ServiceValues, record: Seen, patch: object): boolean {
  if (typeof record === 'string' || current.version !== record.version + 1) return false;
  const values = new Map<string, unknown>(Object.entries(current));
  return Object.entries(patch).every(
    ([name, value]) => value === undefined || JSON.stringify(values.get(name) ?? null) === JSON.stringify(value),
  );
}
