import { type DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { isChangeOfRecord, type StreamRecord } from './stream-record.ts';

export interface ShardOptions {
  readonly streams: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly shardId: string;
  /** The sequence number of the last record that was handled. Default: none, so the shard is read from its oldest record. */
  readonly after?: string | undefined;
  /** Handles changes of records in order. It may get a change again. */
  readonly handle: (changes: readonly StreamRecord[]) => Promise<void>;
  /** Aborts a read in flight. */
  readonly signal: AbortSignal;
}

/** Reads the records of one shard of a stream in order. */
export interface Shard {
  /** Reads and handles the next records. @returns whether there were any. @throws if they cannot be read or handled; call it again */
  readNext(): Promise<boolean>;
  /** Whether the shard was read to its end. Other shards continue it. */
  isEnded(): boolean;
}

export function createShard({ streams, streamArn, shardId, after, handle, signal }: ShardOptions): Shard {
  let position = after;
  let iterator: string | undefined;
  let ended = false;

  async function openIterator(): Promise<string | undefined> {
    const from =
      position === undefined
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position } as const);
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...from });
    const { ShardIterator } = await streams.send(command, { abortSignal: signal });
    return ShardIterator;
  }

  /** DynamoDB trims records after 24 hours. The next attempt starts with the oldest remaining record. */
  async function forgetTrimmed<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Error && error.name === 'TrimmedDataAccessException') position = undefined;
      throw error;
    }
  }

  return {
    async readNext() {
      if (ended) return false;
      // An iterator is used once. After a failure or its lifetime of 15 minutes, the next attempt opens a new one.
      const opened = iterator ?? (await forgetTrimmed(openIterator));
      iterator = undefined;
      const { Records: records = [], NextShardIterator } = await forgetTrimmed(
        async () => await streams.send(new GetRecordsCommand({ ShardIterator: opened }), { abortSignal: signal }),
      );
      const changes = records.filter(isChangeOfRecord);
      if (changes.length > 0) await handle(changes);
      position = records.at(-1)?.dynamodb?.SequenceNumber ?? position;
      iterator = NextShardIterator;
      ended = NextShardIterator === undefined;
      return records.length > 0;
    },
    isEnded: () => ended,
  };
}
