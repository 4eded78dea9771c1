import { once } from 'node:events';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HookChangeOf } from '../hooks/hook-change.ts';
import type { HookQueue } from '../hooks/hook-queue.ts';
import { createDynamoTable } from '../store/dynamo-client.ts';
import { PARTITION_KEY, SORT_KEY } from '../store/table.ts';
import { followStream, type HandlerOf, type KeepPosition } from './follow-stream.ts';
import { createLease } from './lease.ts';
import { changeOf, type StreamRecord } from './stream-record.ts';
import { whileHeld } from './while-held.ts';

export interface StreamHooksOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly hookChangeOf: HookChangeOf;
  /** @param lost stops the queue and aborts its hooks, because another server runs them */
  readonly createQueue: (lost: AbortSignal) => HookQueue;
  readonly onError: (error: unknown) => void;
  /** See `followStream`. */
  readonly endpoint?: string | undefined;
  /** See `followStream`. */
  readonly pauseMs?: number;
  /** Stops the reader. The queue stops with it. */
  readonly signal: AbortSignal;
}

export interface StreamHooks {
  /** Resolves when nothing is read and no hook runs any more. */
  stopped(): Promise<void>;
}

/**
 * Passes the changes of a table on DynamoDB to their hooks, beginning with the first start. Only one of several servers does this.
 * The stored position is before the oldest change whose hook has not run.
 */
export function runHooksFromStream(options: StreamHooksOptions): StreamHooks {
  const { hookChangeOf, createQueue, signal, ...following } = options;
  const { client, tableName, onError } = options;
  const lease = createLease({
    table: createDynamoTable({ client, tableName }),
    key: { [PARTITION_KEY]: 'stream#hooks', [SORT_KEY]: 'lease' },
  });
  const writes = new Set<Promise<void>>();

  function handlerOf(queue: HookQueue, keep: KeepPosition, since: string): ReturnType<HandlerOf> {
    const progress = createProgress(createKeeper(keep, onError, writes));
    return async (records) => {
      for (const record of records) {
        const done = progress.begin(record.dynamodb?.SequenceNumber ?? '');
        const change = isBefore(record, since) ? undefined : hookChangeOf(changeOf(record));
        if (change === undefined) done();
        else await queue.add(change, record.dynamodb?.SequenceNumber ?? '', done);
      }
    };
  }

  /** Creates a new queue and reader each time, because another server may have stored later positions. */
  async function work(lost: AbortSignal): Promise<void> {
    const queue = createQueue(lost);
    const { stop } = followStream({ ...following, handlerOf: (keep, since) => handlerOf(queue, keep, since), reader: 'hooks' });
    const ending = AbortSignal.any([signal, lost]);
    if (!ending.aborted) await once(ending, 'abort');
    await stop();
    await queue.stopped();
    await Promise.all(writes);
  }

  const working = whileHeld({ lease, work, onError, signal });
  return { stopped: async () => await working };
}

/** Stream times are whole seconds on DynamoDB, and whole minutes on DynamoDB Local. */
const PRECISION_MS = 60_000;

/** Whether a change is from before the first start. A stream has the changes of 24 hours, and the older ones had no hook. */
function isBefore({ dynamodb }: StreamRecord, since: string): boolean {
  const { ApproximateCreationDateTime: at } = dynamodb ?? {};
  return at instanceof Date && at.getTime() + PRECISION_MS <= Date.parse(since);
}

/**
 * Writes one position at a time. After a write, it writes only the last position that arrived during it.
 * @param writes contains the write that is running
 */
function createKeeper(keep: KeepPosition, onError: (error: unknown) => void, writes: Set<Promise<void>>): (position: string) => void {
  let next: string | undefined;
  let isWriting = false;

  async function write(): Promise<void> {
    // Waits one turn, because each change of a page moves the position.
    await new Promise(setImmediate);
    while (next !== undefined) {
      const position = next;
      next = undefined;
      await keep(position).catch(onError);
    }
    isWriting = false;
  }

  return (position) => {
    next = position;
    if (isWriting) return;
    isWriting = true;
    const writing = write().finally(() => writes.delete(writing));
    writes.add(writing);
  };
}

interface Progress {
  /** Adds a change. @returns a function to call when it is done */
  begin(position: string): () => void;
}

/** Calls back with the position before which every change is done, each time it moves. */
function createProgress(onMove: (position: string) => void): Progress {
  const open: { readonly position: string; isDone: boolean }[] = [];
  return {
    begin(position) {
      const change = { position, isDone: false };
      open.push(change);
      return () => {
        change.isDone = true;
        const count = open.findIndex(({ isDone }) => !isDone);
        const done = open.splice(0, count === -1 ? open.length : count);
        const last = done.at(-1);
        if (last !== undefined) onMove(last.position);
      };
    },
  };
}
