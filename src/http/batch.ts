import pMap from 'p-map';
import { type Claim, type Idempotency, recordIdOf, writeIdOf } from '../store/idempotency.ts';
import type { RecordStore, StoredRecord } from '../store/record-store.ts';
import { type BatchOperation, readOperation } from './batch-operation.ts';
import { problemOf, type ReportFault } from './failures.ts';
import { groupBy } from './grouped.ts';
import { claimKey, readIdempotencyKey, replayHeaders } from './idempotent.ts';
import { isObject, parseJson } from './json-body.ts';
import { Problem } from './problem.ts';
import type { RecordOperations } from './record-operations.ts';
import { asItIsNow } from './record-routes.ts';
import type { Answer, ApiRequest, Route } from './route.ts';

export const MAX_OPERATIONS = 100;
const MAX_BODY_BYTES = 1024 * 1024;
/** Records worked on at once: enough to hide the table's latency, few enough to leave sockets for others. */
export const CONCURRENCY = 16;

export interface BatchOptions {
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
}

type Result = { readonly status: number; readonly record?: StoredRecord } | { readonly status: number; readonly problem: object };
type Placed = BatchOperation & { readonly index: number };

/** Up to 100 writes in one request; each succeeds or fails by itself, those to one record in their order. */
export function batchRoute({ store, operations, idempotency, reportFault }: BatchOptions): Route {
  async function batch(request: ApiRequest): Promise<Answer> {
    const key = readIdempotencyKey(request.headers);
    const inputs = readInputs(request.body);
    const claim = (await claimKey(idempotency, request, key)) ?? idempotency.unclaimed();
    const results = new Array<Result>(inputs.length);
    const refuse = (index: number, error: unknown) => {
      const problem = problemOf(error);
      reportFault(problem, request);
      results[index] = refusal(problem, index, request);
    };

    const placed: Placed[] = [];
    for (const [index, input] of inputs.entries()) {
      try {
        placed.push({ ...readOperation(input), index });
      } catch (error) {
        refuse(index, error);
      }
    }
    const carryOutAll = async (group: readonly Placed[]) => {
      for (const [place, operation] of group.entries()) {
        const laterWriteIds = group.slice(place + 1).map(({ index }) => writeIdOf(claim, index));
        await carryOut(request, claim, operation, laterWriteIds).then(
          (result) => {
            results[operation.index] = result;
          },
          (error: unknown) => refuse(operation.index, error),
        );
      }
    };
    await pMap(byRecord(placed), carryOutAll, { concurrency: CONCURRENCY });
    await idempotency.settle(claim, [...results.keys()].filter((index) => (results[index]?.status ?? 500) < 400));
    return { status: 200, headers: replayHeaders(claim), body: { results } };
  }

  async function carryOut({ scope, caller }: ApiRequest, claim: Claim, operation: Placed, laterWriteIds: readonly string[]): Promise<Result> {
    const { index, method, record: input, ifMatch } = operation;
    const id = method === 'create' ? recordIdOf(claim, index) : operation.id;
    const isDone = claim.applied.includes(index);
    const options = { by: caller.sub, ifMatch, writeId: writeIdOf(claim, index), laterWriteIds };
    switch (method) {
      case 'create':
        return { status: 201, record: isDone ? await asItIsNow(store, scope, id) : await operations.create(scope, input, { by: caller.sub, id }) };
      case 'delete':
        if (!isDone) await store.trash(scope, id, options);
        return { status: 204 };
      case 'restore':
        return { status: 200, record: isDone ? await asItIsNow(store, scope, id) : await store.restore(scope, id, options) };
      default: {
        if (isDone) return { status: 200, record: await asItIsNow(store, scope, id) };
        const write = method === 'update' ? operations.patch : operations.replace;
        return { status: 200, record: (await write(scope, id, input, options)).record };
      }
    }
  }

  return {
    name: 'batchRecords',
    method: 'post',
    path: '/api/v1/:type/batch',
    role: 'editor',
    body: { types: ['application/json'], limit: MAX_BODY_BYTES },
    handle: batch,
  };
}

function readInputs(body: Buffer): readonly unknown[] {
  const input = parseJson(body);
  const operations = isObject(input) && Object.keys(input).length === 1 ? input['operations'] : undefined;
  if (Array.isArray(operations) && operations.length >= 1 && operations.length <= MAX_OPERATIONS) return operations;
  const detail = `must be an object with "operations" alone, a list of 1 to ${MAX_OPERATIONS} operations`;
  throw new Problem('invalid-batch', { detail: `The body ${detail}.`, errors: [{ in: 'body', pointer: '/operations', code: 'bad-batch', detail }] });
}

/** Operations on one record stay together, in their order; each new record is by itself. */
function byRecord(operations: readonly Placed[]): Placed[][] {
  return groupBy(operations, ({ method, id, index }) => (method === 'create' ? `create ${index}` : id));
}

/** A result that tells the problem, its pointers counted from the whole body. */
function refusal(problem: Problem, index: number, { path, requestId }: ApiRequest): Result {
  const place = problem.slug === 'invalid-record' ? `/operations/${index}/record` : `/operations/${index}`;
  return { status: problem.status, problem: problem.within(place).toBody({ instance: path, requestId }) };
}
