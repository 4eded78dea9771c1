import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemChange } from '../history/entry.ts';
import { ownerOfPartition } from '../store/keys.ts';
import { PARTITION_KEY } from '../store/table.ts';

type StoredItem = Record<string, AttributeValue>;

/** The members of a record of DynamoDB Streams that the history uses. Lambda passes the same record as the API of DynamoDB Streams. */
export interface StreamRecord {
  readonly dynamodb?:
    | {
        readonly Keys?: StoredItem | undefined;
        readonly OldImage?: StoredItem | undefined;
        readonly NewImage?: StoredItem | undefined;
        readonly SequenceNumber?: string | undefined;
        /** In Lambda's events, seconds since 1970. */
        readonly ApproximateCreationDateTime?: Date | number | undefined;
      }
    | undefined;
}

/** A batch of a change stream. All records come from one shard, in the order of their sequence numbers. */
export interface StreamEvent {
  readonly Records?: readonly StreamRecord[] | undefined;
}

/** The first failed record. Lambda passes it and all later ones again ("Reporting batch item failures", Lambda Developer Guide). */
export interface BatchResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Whether it is a change of a record. The stream also has changes of history entries, markers and people. */
export function isChangeOfRecord({ dynamodb }: StreamRecord): boolean {
  return ownerOfPartition(dynamodb?.Keys?.[PARTITION_KEY]?.S ?? '') !== undefined;
}

export function changeOf({ dynamodb }: StreamRecord): ItemChange {
  return { before: itemOf(dynamodb?.OldImage), after: itemOf(dynamodb?.NewImage) };
}

function itemOf(image: StoredItem | undefined): ItemChange['after'] {
  return image && unmarshall(image);
}
