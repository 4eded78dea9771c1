import pMap from 'p-map';
import { type Claim, type Idempotency, recordIdOf } from '../../store/idempotency.ts';
import type { RecordStore, StoredRecord, WriteOptions } from '../../store/record-store.ts';
import { writeIdOf } from '../../store/write-id.ts';
import { groupBy } from '../grouped.ts';
import { Problem } from '../problem.ts';
import type { RecordOperations } from '../record-operations.ts';
import { claimKey, replayHeaders } from '../request/idempotency-key.ts';
import { isObject } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { type ReportFault, toProblem, unavailable } from '../to-problem.ts';
import { type BatchOperation, bodyFault, readOperation } from './batch-operation.ts';
import { readCurrent } from './record-routes.ts';

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

/** One batch being carried out. */
interface Run {
  readonly request: ApiRequest;
  readonly claim: Claim;
  /** By index of the operation. */
  readonly results: Result[];
}

/** Up to 100 writes in one request; each succeeds or fails by itself, those to one record in their order. */
export function batchRoute({ store, operations, idempotency, reportFault }: BatchOptions): Route {
  async function batch(request: ApiRequest): Promise<Answer> {
    const inputs = readInputs(request.json);
    const claim = (await claimKey(idempotency, request)) ?? idempotency.unclaimed();
    const run = { request, claim, results: new Array<Result>(inputs.length) };
    const placed = inputs.flatMap((input, index) => readOrRefuse(run, input, index));
    await pMap(byRecord(placed), async (group) => await carryOutInOrder(run, group), { concurrency: CONCURRENCY });
    const applied = inputs.flatMap((_, index) => ((run.results[index]?.status ?? 500) < 400 ? [index] : []));
    await idempotency.settle(claim, applied);
    return { status: 200, headers: replayHeaders(claim), body: { results: run.results } };
  }

  function readOrRefuse(run: Run, input: unknown, index: number): Placed[] {
    try {
      return [{ ...readOperation(input), index }];
    } catch (error) {
      refuse(run, index, error);
      return [];
    }
  }

  async function carryOutInOrder(run: Run, group: readonly Placed[]): Promise<void> {
    const earlierIds: string[] = [];
    let outcomes = '';
    let isInDoubt = false;
    for (const operation of group) {
      const { index } = operation;
      const writeId = writeIdOf(run.claim.id, index, outcomes);
      try {
        // After a write of which nobody knows what became, a later one could not be told from it: a repetition takes up from there.
        if (isInDoubt) throw unavailable(false);
        const place = { root: run.claim.id, earlierIds: [...earlierIds] };
        run.results[index] = await carryOut(run, operation, { writeId, place });
        outcomes += '1';
      } catch (error) {
        const { status } = refuse(run, index, error, operation.ifMatchText);
        isInDoubt ||= status >= 500;
        outcomes += '0';
      }
      earlierIds.push(writeId);
    }
  }

  async function carryOut({ request, claim }: Run, operation: Placed, write: Pick<WriteOptions, 'writeId' | 'place'>): Promise<Result> {
    const { scope, caller } = request;
    const { index, method, record: input, ifMatch } = operation;
    const id = method === 'create' ? recordIdOf(claim, index) : operation.id;
    const isDone = claim.applied.includes(index);
    const options = { by: caller.sub, ifMatch, ...write };
    switch (method) {
      case 'create':
        return {
          status: 201,
          record: isDone ? await readCurrent(store, scope, id) : await operations.create(scope, input, { by: caller.sub, id }),
        };
      case 'delete':
        if (!isDone) await store.trash(scope, id, options);
        return { status: 204 };
      case 'restore':
        return { status: 200, record: isDone ? await readCurrent(store, scope, id) : await store.restore(scope, id, options) };
      default: {
        if (isDone) return { status: 200, record: await readCurrent(store, scope, id) };
        const change = method === 'update' ? operations.patch : operations.replace;
        return { status: 200, record: (await change(scope, id, input, options)).record };
      }
    }
  }

  /** Puts a problem in the place of a result, its pointers counted from the whole body. */
  function refuse({ request, results }: Run, index: number, error: unknown, ifMatch?: string): Problem {
    const problem = toProblem(error, { ifMatch });
    reportFault(problem, request);
    const pointer = problem.slug === 'invalid-record' ? `/operations/${index}/record` : `/operations/${index}`;
    const body = problem.within(pointer).toBody({ instance: request.path, requestId: request.requestId });
    results[index] = { status: problem.status, problem: body };
    return problem;
  }

  return {
    name: 'batchRecords',
    method: 'post',
    path: '/api/v1/:type/batch',
    role: 'editor',
    readsHeaders: ['idempotency-key'],
    body: { types: ['application/json'], limit: MAX_BODY_BYTES },
    handle: batch,
  };
}

function readInputs(input: unknown): readonly unknown[] {
  const { operations, ...others }: Readonly<Record<string, unknown>> = isObject(input) ? input : {};
  const isList = Array.isArray(operations) && operations.length >= 1 && operations.length <= MAX_OPERATIONS;
  const detail = `must be an object with "operations" alone, a list of 1 to ${MAX_OPERATIONS} operations`;
  const errors = [
    ...(isList ? [] : [bodyFault('/operations', 'bad-batch', detail)]),
    ...Object.keys(others).map((name) => bodyFault(`/${name}`, 'unknown-member', 'is nothing that a batch takes; it takes operations')),
  ];
  if (isList && errors.length === 0) return operations;
  throw new Problem('invalid-batch', { detail: `The body ${detail}.`, errors });
}

/** Operations on one record stay together, in their order; each new record is by itself. */
function byRecord(operations: readonly Placed[]): Placed[][] {
  return groupBy(operations, ({ method, id, index }) => (method === 'create' ? `create ${index}` : id));
}
