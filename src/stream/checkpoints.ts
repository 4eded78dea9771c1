import type { DynamoTable } from '../store/dynamo-client.ts';
import type { Key } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';

/** The positions of a reader in the shards of a stream, stored in the table. A restart continues from them. */
export interface Checkpoints {
  read(shardId: string): Promise<string | undefined>;
  /** Several servers may write for the same shard. The last one wins, because handling a change again has no effect. */
  write(shardId: string, sequenceNumber: string): Promise<void>;
  /** Returns when the reader started for the first time: RFC 3339, in UTC. */
  firstStart(): Promise<string>;
}

export interface CheckpointsOptions {
  readonly table: Pick<DynamoTable, 'get' | 'put'>;
  readonly streamArn: string;
  /** One of several readers of the stream. Default: the one that writes the history. */
  readonly reader?: string | undefined;
  readonly now?: () => Date;
}

const FIRST_START = 'first-start';
/** A stream keeps records for 24 hours. Older checkpoints are useless. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

export function createCheckpoints({ table, streamArn, reader, now = () => new Date() }: CheckpointsOptions): Checkpoints {
  // The label of a stream is the time of its creation. A stream that is disabled and enabled again has a new label.
  const label = streamArn.split('/stream/')[1] ?? streamArn;
  const partition = ['stream', label, ...(reader === undefined ? [] : [reader])].join('#');
  const keyOf = (shardId: string): Key => ({ [PARTITION_KEY]: partition, [SORT_KEY]: shardId });
  async function read(name: string): Promise<string | undefined> {
    const position = (await table.get(keyOf(name)))?.['position'];
    return typeof position === 'string' ? position : undefined;
  }

  return {
    read,
    async write(shardId, position) {
      const expiresAt = Math.floor(now().getTime() / 1000) + KEPT_SECONDS;
      await table.put({ ...keyOf(shardId), position, [TTL_ATTRIBUTE]: expiresAt });
    },
    async firstStart() {
      const known = await read(FIRST_START);
      const position = known ?? now().toISOString();
      if (known === undefined) await table.put({ ...keyOf(FIRST_START), position });
      return position;
    },
  };
}
