import { type Operation, type Outcome, operationOf, outcomeOf, type Result } from './batch.ts';
import type { Change } from './changes.ts';
import { etagOf } from './etag.ts';
import { createPaged, type Paged } from './paged.ts';
import { Conflict, type ProblemError } from './problem-error.ts';
import { type CountQuery, type FieldName, type ListQuery, parametersOf, type Selected } from './query.ts';
import type { Expanded, RecordTypeShapes, ReferenceName, ServiceValues, StoredRecord } from './record-types.ts';
import type { ApiRequest, RequestOptions, Send } from './send.ts';

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
  batch(operations: readonly Operation<Shape>[], options?: CreateOptions): Promise<readonly Outcome<Stored>[]>;

  /** The changes of a record, the newest first. */
  history(record: Target, options?: RequestOptions): Paged<Change<Shape>>;

  /** Whether an error is a conflict about a record of this type. */
  isConflict(error: unknown): error is Conflict<Stored>;
}

const PAGE_SIZE = 100;

/** @param singleValued see `parametersOf` */
export function createCollection<Shapes extends RecordTypeShapes, Name extends keyof Shapes & string>(
  send: Send,
  type: Name,
  singleValued: readonly string[],
): Collection<Shapes, Name> {
  const pathOf = (record: Target) => `${type}/${encodeURIComponent(typeof record === 'string' ? record : record.id)}`;

  const isConflict = (error: unknown): error is Conflict<StoredRecord<Shapes[Name]>> =>
    error instanceof Conflict && error.document.instance?.startsWith(`/api/v1/${type}/`) === true;

  return {
    list: (query = {}, options = {}) =>
      createPaged(
        async (cursor) => await send({ path: type, query: parametersOf({ limit: PAGE_SIZE, ...query, cursor }, singleValued), ...options }),
      ),

    get: async (id, { expand, signal } = {}) => await send({ path: pathOf(id), query: parametersOf({ expand }), signal }),

    create: async (values, { idempotencyKey, signal } = {}) =>
      await send({ method: 'POST', path: type, body: values, ...onceBy(idempotencyKey), signal }),

    update: async (record, patch, { signal } = {}) =>
      await send({
        method: 'PATCH',
        path: pathOf(record),
        body: patch,
        ...onlyIf(record),
        answerIfApplied: (refusal) =>
          isConflict(refusal) && isResultOf(refusal.current, record, patch) ? { body: refusal.current } : undefined,
        signal,
      }),

    replace: async (record, values, { signal } = {}) =>
      await send({ method: 'PUT', path: pathOf(record), body: values, ...onlyIf(record), signal }),

    trash: async (record, { signal } = {}) =>
      await send({ method: 'DELETE', path: pathOf(record), ...onlyIf(record), answerIfApplied: goneBefore, signal }),

    restore: async (record, { signal } = {}) => await send({ method: 'POST', path: `${pathOf(record)}/restore`, ...onceBy(), signal }),

    remove: async (record, { detach, signal } = {}) =>
      await send({
        method: 'DELETE',
        path: pathOf(record),
        query: parametersOf({ permanent: true, detach }),
        isRepeatable: true,
        answerIfApplied: goneBefore,
        signal,
      }),

    run: async (record, action, ...[input, { idempotencyKey, signal } = {}]) => {
      const headers = { ...onceBy(idempotencyKey).headers, ...onlyIf(record).headers };
      const path = `${pathOf(record)}/actions/${action}`;
      return await send({ method: 'POST', path, body: input, headers, isRepeatable: true, signal });
    },

    count: async (query = {}, options = {}) => await send({ path: `${type}/count`, query: parametersOf(query, singleValued), ...options }),

    async batch(operations, { idempotencyKey, signal } = {}) {
      const body = { operations: operations.map(operationOf) };
      const request = { method: 'POST', path: `${type}/batch`, body, ...onceBy(idempotencyKey), signal } as const;
      const { results } = await send<{ readonly results: readonly Result<StoredRecord<Shapes[Name]>>[] }>(request);
      return results.map(outcomeOf);
    },

    history: (record, options = {}) =>
      createPaged(
        async (cursor) => await send({ path: `${pathOf(record)}/history`, query: parametersOf({ limit: PAGE_SIZE, cursor }), ...options }),
      ),

    isConflict,
  };
}

type Safety = Pick<ApiRequest, 'headers' | 'isRepeatable'>;

/** The service applies requests with the same key once. */
function onceBy(key: string = crypto.randomUUID()): Safety {
  return { headers: { 'Idempotency-Key': key }, isRepeatable: true };
}

function onlyIf(record: Seen): Safety {
  return typeof record === 'string' ? {} : { headers: { 'If-Match': etagOf(record) }, isRepeatable: true };
}

function goneBefore({ status }: ProblemError): { readonly body: undefined } | undefined {
  return status === 404 ? { body: undefined } : undefined;
}

/** Whether a record is the version after the one that was read, with all values of the patch. */
function isResultOf(current: ServiceValues, record: Seen, patch: object): boolean {
  if (typeof record === 'string' || current.version !== record.version + 1) return false;
  const values = new Map<string, unknown>(Object.entries(current));
  return Object.entries(patch).every(
    ([name, value]) => value === undefined || JSON.stringify(values.get(name) ?? null) === JSON.stringify(value),
  );
}
