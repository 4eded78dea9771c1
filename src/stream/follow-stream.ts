import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, type DynamoDBStreamsClient, type Shard as ShardDescription } from '@aws-sdk/client-dynamodb-streams';
import { createDynamoTable } from '../store/dynamo-client.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createStreamsClient, findStream } from './stream-client.ts';
import type { StreamRecord } from './stream-record.ts';
import { createShard, type Shard } from './stream-shard.ts';

export interface FollowStreamOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The address of the streams. Default: the address of `client`, or of its region. */
  readonly endpoint?: string | undefined;
  /** Creates the handler of a shard. `keepingLast` creates one for changes that are handled at once. */
  readonly handlerOf: HandlerOf;
  /** A name for the checkpoints, if several readers handle the stream. */
  readonly reader?: string | undefined;
  readonly onError: (error: unknown) => void;
  /** The pause after a read without changes. Default: one second, which costs nothing for a shard (docs/cost.md). */
  readonly pauseMs?: number;
}

/** Handles changes of records. Changes of one record are in order. It may get a change again. */
export type HandleRecords = (records: readonly StreamRecord[]) => Promise<void>;
/** Stores the sequence number of a change. A restart continues after it. */
export type KeepPosition = (position: string) => Promise<void>;
/** @param since the time of the first start of a named reader: RFC 3339, in UTC */
export type HandlerOf = (keep: KeepPosition, since: string) => HandleRecords;

export interface FollowingStream {
  stop(): Promise<void>;
}

const PAUSE_MS = 1_000;
/** New shards appear about every four hours, each when its parent ends. */
const DISCOVERY_MS = 30_000;
/** The pause after a failed attempt: 100 ms, then twice as long each time, up to this. */
const LONGEST_PAUSE_MS = 5_000;

const KEEP_MS = 5_000;

/** Handles changes, and stores the position of the last one every five seconds. */
export function keepingLast(handle: HandleRecords): HandlerOf {
  return (keep) => {
    let keptAt = Number.NEGATIVE_INFINITY;
    return async (records) => {
      await handle(records);
      const last = records.at(-1)?.dynamodb?.SequenceNumber;
      // The stream also reports checkpoint writes; keeping those would loop forever.
      if (last === undefined || performance.now() - keptAt < KEEP_MS) return;
      await keep(last);
      keptAt = performance.now();
    };
  };
}

/** Passes the changes of a table to a handler, like Lambda does for a stream. Several servers may do this at the same time. */
export function followStream({ onError, pauseMs = PAUSE_MS, ...options }: FollowStreamOptions): FollowingStream {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reader: StreamReader | undefined;

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let pause = 0;
      try {
        reader ??= await openReader({ ...options, signal });
        if (!(await reader.readNext())) pause = pauseMs;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        if (isGone(error)) {
          reader?.close();
          reader = undefined;
        }
        pause = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures++);
      }
      if (pause > 0) await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      reader?.close();
    },
  };
}

/** Whether the stream was disabled or the table was replaced. A shard that DynamoDB has just trimmed gives the same error. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

interface StreamReader {
  /** Reads the next records of each shard whose parent has ended. @returns whether there were any. @throws the first failure */
  readNext(): Promise<boolean>;
  close(): void;
}

interface OpenShard {
  readonly description: ShardDescription;
  readonly shard: Shard;
}

interface ReaderOptions extends Pick<FollowStreamOptions, 'client' | 'tableName' | 'endpoint' | 'handlerOf' | 'reader'> {
  readonly signal: AbortSignal;
}

async function openReader({ client, tableName, endpoint, handlerOf, reader, signal }: ReaderOptions): Promise<StreamReader> {
  const streamArn = await findStream(client, tableName);
  const streams = await createStreamsClient(client, endpoint);
  const checkpoints = createCheckpoints({ table: createDynamoTable({ client, tableName }), streamArn, reader });
  const since = reader === undefined ? '' : await checkpoints.firstStart();
  let open = new Map<string, OpenShard>();
  let discoveredAt = Number.NEGATIVE_INFINITY;

  async function openShard(description: ShardDescription): Promise<OpenShard> {
    const { ShardId: shardId = '' } = description;
    const keep: KeepPosition = async (position) => await checkpoints.write(shardId, position);
    const after = await checkpoints.read(shardId);
    const handle = handlerOf(keep, since);
    return { description, shard: createShard({ streams, streamArn, shardId, after, handle, signal }) };
  }

  /** Finds new shards, and removes those that DynamoDB has trimmed. */
  async function discover(): Promise<void> {
    const descriptions = await describeShards(streams, streamArn, signal);
    const shards = await Promise.all(
      descriptions.map(async (description) => open.get(description.ShardId ?? '') ?? (await openShard(description))),
    );
    open = new Map(shards.map((shard) => [shard.description.ShardId ?? '', shard]));
    discoveredAt = performance.now();
  }

  /** Changes of a record are in order only if a shard is read after its parent. */
  const isReady = ({ description: { ParentShardId = '' }, shard }: OpenShard) =>
    !shard.isEnded() && (open.get(ParentShardId)?.shard.isEnded() ?? true);

  return {
    async readNext() {
      if (performance.now() - discoveredAt >= DISCOVERY_MS) await discover();
      const shards = [...open.values()].filter(isReady).map(({ shard }) => shard);
      const outcomes = await Promise.allSettled(shards.map(async (shard) => await shard.readNext()));
      // The shards that continue an ended one may not be known yet.
      if (shards.some((shard) => shard.isEnded())) discoveredAt = Number.NEGATIVE_INFINITY;
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      return outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value);
    },
    close: () => streams.destroy(),
  };
}

async function describeShards(
  streams: DynamoDBStreamsClient,
  streamArn: string,
  abortSignal: AbortSignal,
): Promise<readonly ShardDescription[]> {
  const shards: ShardDescription[] = [];
  let after: string | undefined;
  do {
    const page = { StreamArn: streamArn, ...(after === undefined ? {} : { ExclusiveStartShardId: after }) };
    const { StreamDescription } = await streams.send(new DescribeStreamCommand(page), { abortSignal });
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}
