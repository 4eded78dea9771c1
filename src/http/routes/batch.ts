import type { History } from '../../history/history.ts';
import { excerpt } from '../../schema/text-rules.ts';
import { yieldToEventLoop } from '../../store/event-loop.ts';
import { type Claim, type Idempotency, recordIdOf } from '../../store/idempotency.ts';
import type { RecordStore, StoredRecord, WriteOptions } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';
import type { RecordOperations } from '../record-operations.ts';
import { authorUnder, claimHeaders, claimKey } from '../request/idempotency-key.ts';
import { isObject } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';
import { answerSize, MAX_ANSWER_BYTES } from './answer-size.ts';
import { type BatchOperation, bodyFault, readOperation } from './batch-operation.ts';
import { readCurrent } from './record-routes.ts';
import { closeChangeSet, runWrites } from './run-writes.ts';

export const MAX_OPERATIONS = 100;
const MAX_BODY_BYTES = 1024 * 1024;
/** Maximum size of a result without its record, `current` and faults. */
const SHORT_RESULT_BYTES = 2_000;

export interface BatchOptions {
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
  readonly history: History | undefined;
}

interface BatchRun {
  readonly request: ApiRequest;
  readonly claim: Claim;
  /** The result of `ahead`: the references of the batch are already looked up. */
  readonly operations: RecordOperations;
}

type NumberedOperation = BatchOperation & { readonly index: number };
type Refused = { readonly index: number; readonly ifMatchText?: string | undefined };
type Result = { readonly status: number; readonly record?: StoredRecord } | { readonly problem: Problem };

/**
 * Runs up to 100 writes in one request. Each succeeds or fails independently.
 * Writes to the same record run in the order of the request.
 */
export function batchRoute({ store, operations, idempotency, reportFault, history }: BatchOptions): Route {
  async function batch(request: ApiRequest): Promise<Answer> {
    const inputs = readInputs(request.json);
    const claim = (await claimKey(idempotency, request)) ?? idempotency.unclaimed(request.author.changeSet);
    const results = new Array<Result>(inputs.length);
    const run: BatchRun = { request, claim, operations: await operations.ahead(request.scope, inputs.map(recordIn)) };

    /** Stores a problem as a result. Its pointers are relative to the whole body. */
    const refuse = ({ index, ifMatchText }: Refused, error: unknown): Problem => {
      const problem = toProblem(error, { ifMatch: ifMatchText });
      reportFault(problem, request);
      const pointer = ['invalid-record', 'not-unique'].includes(problem.slug) ? `/operations/${index}/record` : `/operations/${index}`;
      results[index] = { problem: problem.within(pointer) };
      return problem;
    };
    const readOrRefuse = (input: unknown, index: number): NumberedOperation[] => {
      try {
        return [{ ...readOperation(input), index }];
      } catch (error) {
        refuse({ index }, error);
        return [];
      }
    };

    const writes = await runWrites<NumberedOperation>(inputs.flatMap(readOrRefuse), {
      claim,
      typeName: request.scope.type.name,
      refuse,
      async apply(operation, write) {
        const isApplied = claim.applied.includes(operation.index);
        const { hasChanged, ...result } = await (isApplied ? resultOfApplied : runOperation)(run, operation, write);
        results[operation.index] = result;
        return hasChanged;
      },
    });
    await closeChangeSet({ history, request, changeSet: claim.id, writes, reportFault });
    const applied = inputs.flatMap((_, index) => (isSuccess(results[index]) ? [index] : []));
    await idempotency.settle(claim, { applied, unchanged: [] });
    return { status: 200, headers: claimHeaders(claim), body: { results: await fitResults(results, request) } };
  }

  async function runOperation(
    { request, claim, operations }: BatchRun,
    { index, id, method, record: input, ifMatch }: NumberedOperation,
    write: Pick<WriteOptions, 'writeId' | 'batch'>,
  ) {
    const { scope } = request;
    const author = authorUnder(claim, request);
    const options = { ...author, ifMatch, ...write, isRepeatable: claim.marker !== undefined };
    switch (method) {
      case 'create': {
        const record = await operations.create(scope, input, { ...author, ...write, id: recordIdOf(claim, index) });
        return { status: 201, record, hasChanged: true };
      }
      case 'delete':
        await store.trash(scope, id, options);
        return { status: 204, hasChanged: true };
      case 'restore':
        return { status: 200, record: await store.restore(scope, id, options), hasChanged: true };
      default: {
        const change = method === 'update' ? operations.patch : operations.replace;
        const { record, changed } = await change(scope, id, input, options);
        return { status: 200, record, hasChanged: changed };
      }
    }
  }

  /** Returns the current record as the result of an operation that an earlier run of the request applied. */
  async function resultOfApplied({ request: { scope }, claim }: BatchRun, { index, id, method }: NumberedOperation) {
    if (method === 'delete') return { status: 204, hasChanged: false };
    const isCreate = method === 'create';
    const record = await readCurrent(store, scope, isCreate ? recordIdOf(claim, index) : id);
    return { status: isCreate ? 201 : 200, record, hasChanged: false };
  }

  return {
    name: 'batchRecords',
    method: 'post',
    path: '/api/v1/:type/batch',
    role: 'editor',
    readsHeaders: ['idempotency-key', 'change-set'],
    body: { types: ['application/json'], limit: MAX_BODY_BYTES },
    handle: batch,
  };
}

function readInputs(input: unknown): readonly unknown[] {
  const { operations, ...others }: Readonly<Record<string, unknown>> = isObject(input) ? input : {};
  const isList = Array.isArray(operations) && operations.length >= 1 && operations.length <= MAX_OPERATIONS;
  const detail = `must be an object with one member, "operations": a list of 1 to ${MAX_OPERATIONS} operations`;
  const errors = [
    ...(isList ? [] : [bodyFault('/operations', 'bad-batch', detail)]),
    ...Object.keys(others).map((name) =>
      bodyFault(`/${excerpt(name)}`, 'unknown-member', 'is not a member of a batch; its only member is operations'),
    ),
  ];
  if (isList && errors.length === 0) return operations;
  throw new Problem('invalid-batch', { detail: `The body ${detail}.`, errors });
}

function recordIn(input: unknown): unknown {
  return isObject(input) ? input['record'] : undefined;
}

function isSuccess(result: Result | undefined): boolean {
  return result !== undefined && 'status' in result;
}

/** Returns the results for the response. Shortens those for which the response has no room. */
async function fitResults(results: readonly Result[], { path, requestId }: ApiRequest): Promise<object[]> {
  const members = { instance: path, requestId };
  let bytesLeft = MAX_ANSWER_BYTES - results.length * SHORT_RESULT_BYTES;
  const bodies: object[] = [];
  for (const result of results) {
    await yieldToEventLoop();
    const whole = 'problem' in result ? failed(result.problem, members) : result;
    const size = answerSize(whole);
    const fits = size <= bytesLeft;
    if (fits) bytesLeft -= size;
    bodies.push(fits ? whole : shortened(result, members));
  }
  return bodies;
}

function failed(problem: Problem, members: Parameters<Problem['toBody']>[0]): object {
  return { status: problem.status, problem: problem.toBody(members) };
}

function shortened(result: Result, members: Parameters<Problem['toBody']>[0]): object {
  if ('problem' in result) return failed(result.problem.shortened(), members);
  const { status, record } = result;
  return record === undefined ? result : { status, id: record.id, version: record.version };
}
