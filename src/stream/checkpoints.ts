import type { DynamoTable } from '../store/dynamo-client.ts';
import type { Key } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';

/** How far the shards of a stream were read, in the table itself: so a restart need not read 24 hours again. */
export interface Checkpoints {
  read(shardId: string): Promise<string | undefined>;
  /** Several servers may write for the same shard. The last one wins, because what is read again changes nothing. */
  write(shardId: string, sequenceNumber: string): Promise<void>;
}

export interface CheckpointsOptions {
  readonly table: Pick<DynamoTable, 'get' | 'put'>;
  readonly streamArn: string;
  readonly now?: () => Date;
}

/** A stream keeps records for 24 hours. An older checkpoint is worth nothing. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

export function createCheckpoints({ table, streamArn, now = () => new Date() }: CheckpointsOptions): Checkpoints {
  // The label of a stream is the time of its creation: a stream that is switched off and on again is another one.
  const label = streamArn.split('/stream/')[1] ?? streamArn;
  const keyOf = (shardId: string): Key => ({ [PARTITION_KEY]: `stream#${label}`, [SORT_KEY]: shardId });
  return {
    async read(shardId) {
      const position = (await table.get(keyOf(shardId)))?.['position'];
      return typeof position === 'string' ? position : undefined;
    },
    async write(shardId, position) {
      const expiresAt = Math.floor(now().getTime() / 1000) + KEPT_SECONDS;
      await table.put({ ...keyOf(shardId), position, [TTL_ATTRIBUTE]: expiresAt });
    },
  };
}
