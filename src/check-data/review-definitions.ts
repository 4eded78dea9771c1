import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { computedFields } from '../schema/computed.ts';
import type { RecordType } from '../schema/record-type.ts';
import { createDynamoTable } from '../store/dynamo-client.ts';
import {
  changeKeptDefinitions,
  describeTypes,
  isEntered,
  isUnchanged,
  type KeptDefinitions,
  readKeptDefinitions,
} from '../store/kept-definitions.ts';
import { checkRecords } from './check-records.ts';
import { type Finding, stopsDeployment } from './finding.ts';

export interface ReviewOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly recordTypes: readonly RecordType[];
  /** Stops the review early. The result is then empty. */
  readonly signal: AbortSignal;
}

/** Small, because the embedded database shares the event loop with requests. */
const PAGE_ITEMS = 200;

/**
 * Compares the records of an embedded database with definitions that have changed since the table last kept them.
 * Keeps the current definitions if every value fits. If no definition has changed, it reads a single item.
 * @returns the findings for values that the change hides or breaks
 */
export async function reviewDefinitions({ client, tableName, recordTypes, signal }: ReviewOptions): Promise<readonly Finding[]> {
  const table = createDynamoTable({ client, tableName });
  const kept = await readKeptDefinitions(table);
  if (isUnchanged(kept, recordTypes)) return [];
  const { findings } = await checkRecords({ client, tableName, recordTypes, kept, signal, pageItems: PAGE_ITEMS });
  if (signal.aborted) return [];
  const stopping = findings.filter(stopsDeployment);
  if (stopping.length === 0) {
    await changeKeptDefinitions(table, ({ accepted }) => ({ types: describeTypes(recordTypes), accepted }));
  }
  return stopping;
}

/**
 * Returns the findings for values that people set and that a reindex would replace, because their field is now computed.
 * Reads the records only if there is such a field.
 */
export async function reviewOverwrites({ client, tableName, recordTypes }: Omit<ReviewOptions, 'signal'>): Promise<readonly Finding[]> {
  const kept = await readKeptDefinitions(createDynamoTable({ client, tableName }));
  if (!recordTypes.some((type) => wasEntered(kept, type))) return [];
  const { findings } = await checkRecords({ client, tableName, recordTypes, kept });
  return findings.filter(({ problem }) => problem === 'to-overwrite');
}

function wasEntered({ types }: KeptDefinitions, type: RecordType): boolean {
  const before = types[type.name]?.fields ?? {};
  return computedFields(type).some(([name, { was = name }]) => isEntered(before[name]) || isEntered(before[was]));
}
