import type { Entry } from '../history/entry.ts';
import { ERASED, entryFrom, entryOfItem, isHistoryPartition, itemOf } from '../history/history-item.ts';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import type { Item } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import type { RecordLine } from './record-line.ts';

/** The type of lines for entries of the history. No record type has this name. */
export const CHANGES = 'changes';

/** Returns the line for an entry of the history; `undefined` for other items, and for entries that expired or are erased. */
export function lineOfEntry(item: Item, now: Date): RecordLine | undefined {
  if (!isHistoryPartition(String(item[PARTITION_KEY]))) return undefined;
  const entry = entryOfItem(item, now);
  if (entry === undefined) return undefined;
  const { workspace, typeName, id, version, ...rest } = entry;
  return { workspace, type: CHANGES, record: { id: nameOf(entry), ...rest, [TTL_ATTRIBUTE]: item[TTL_ATTRIBUTE] } };
}

/**
 * Adds an entry to the history. It arrives now, so that a client that keeps a copy of the workspace gets it.
 * An entry that exists stays as it is; one that was erased comes back.
 */
export async function importEntry(table: Pick<DynamoTable, 'put'>, workspace: string, { record }: RecordLine): Promise<void> {
  const [typeName = '', id = '', version] = record.id.split('/');
  const entry = entryFrom({ workspace, typeName, id, version: Number(version) }, record);
  if (entry === undefined || nameOf(entry) !== record.id) throw new TypeError(`"${record.id}" is no entry of a history`);
  const item = itemOf(entry, { arrivedAt: new Date(), expiresAt: Number(record[TTL_ATTRIBUTE]) });
  const { name, condition } = createExpression();
  try {
    await table.put(item, condition([`attribute_not_exists(${name(PARTITION_KEY)}) OR attribute_exists(${name(ERASED)})`]));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** The record that an entry belongs to. Its entries must be imported in their order. */
export function recordOfEntry({ record: { id } }: RecordLine): string {
  return id.slice(0, id.lastIndexOf('/'));
}

function nameOf({ typeName, id, version }: Entry): string {
  return `${typeName}/${id}/${version}`;
}
