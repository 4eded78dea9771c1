import { readdir } from 'node:fs/promises';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { isHistoryPartition } from '../history/history-item.ts';
import { makeDirectory } from '../local/make-directory.ts';
import { isTrashed } from '../store/filter.ts';
import { type Item, ownerOfPartition, ownerOfSystemPartition, peoplePartition } from '../store/keys.ts';
import { exportAttributes } from '../store/record-item.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { UsageError } from '../usage-error.ts';
import { lineOfEntry } from './history-lines.ts';
import { FORMAT, type Manifest, readManifest, totalOf, writeManifest, writePart } from './manifest.ts';
import type { OpenTable } from './open-table.ts';
import { lineOfPerson } from './people-lines.ts';
import { addToDigest, EMPTY_DIGEST, writeLine } from './record-line.ts';

export interface ExportOptions {
  readonly folder: string;
  /** The workspace to export. Default: all workspaces. */
  readonly workspace?: string | undefined;
  readonly onProgress: (message: string) => void;
  /** Size at which a file is closed. An interrupted export continues after the last closed file. */
  readonly partBytes?: number;
  readonly now?: () => Date;
}

const PART_BYTES = 1024 * 1024;

/**
 * Writes all records of a table, live and trashed, its saved views, its people and its history into a folder. Continues an interrupted export.
 * Leaves out idempotency keys and the traces of permanently deleted records, which expire within days.
 * It is not a snapshot: records written during the export may be missing.
 * @throws {UsageError} if the folder holds something else, or the table cannot be read
 */
export async function exportRecords(table: OpenTable, options: ExportOptions): Promise<Manifest> {
  const { folder, onProgress, partBytes = PART_BYTES, now = () => new Date() } = options;
  let manifest = await begin(table, options);
  if (manifest.complete) {
    onProgress(`The export in ${folder} is complete already.`);
    return manifest;
  }
  for (let gathered: Gathered[] = [], size = 0, after = manifest.after; !manifest.complete; ) {
    const page = await scan(table, { workspace: manifest.workspace, after, now: now() });
    gathered.push(...page.gathered);
    size += page.gathered.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    after = page.after;
    if (size < partBytes && after !== undefined) continue;
    manifest = await keep(folder, manifest, gathered, after);
    onProgress(`${totalOf(manifest)} records`);
    [gathered, size] = [[], 0];
  }
  return manifest;
}

/** A record or a person that is not in a file yet. */
interface Gathered {
  readonly type: string;
  readonly trashed: boolean;
  readonly text: string;
}

/** Returns the manifest to continue with, or a new one. Refuses a folder with other files. */
async function begin({ name }: OpenTable, { folder, workspace, now = () => new Date(), onProgress }: ExportOptions): Promise<Manifest> {
  await makeDirectory(folder);
  const found = await readManifest(folder);
  if (found === undefined) {
    const strangers = (await readdir(folder)).filter((file) => !/^(manifest\.json\.new|records-\d+\.ndjson)$/.test(file));
    if (strangers.length > 0) throw new UsageError(`${folder} holds other files (${strangers[0]}). Name a folder that is new or empty.`);
    return {
      format: FORMAT,
      source: name,
      ...(workspace === undefined ? {} : { workspace }),
      startedAt: now().toISOString(),
      complete: false,
      records: {},
      digest: EMPTY_DIGEST,
      parts: [],
    };
  }
  if (found.source !== name || found.workspace !== workspace) {
    const of = found.workspace === undefined ? 'every workspace' : `the workspace ${found.workspace}`;
    throw new UsageError(`${folder} holds an export of ${of} from ${found.source}. Name a folder that is new or empty.`);
  }
  if (found.parts.length > 0 && !found.complete) onProgress(`Going on after ${totalOf(found)} records.`);
  return found;
}

interface ScanOptions {
  readonly workspace: string | undefined;
  readonly after: Item | undefined;
  readonly now: Date;
}

async function scan({ client, tableName, name }: OpenTable, { workspace, after, now }: ScanOptions) {
  const isPeople = workspace === undefined ? 'begins_with(#pk, :people)' : '#pk = :people';
  const isCurrent = `(begins_with(#pk, :records) OR begins_with(#pk, :system) OR ${isPeople}) AND attribute_not_exists(#expiresAt)`;
  const command = new ScanCommand({
    TableName: tableName,
    ConsistentRead: true,
    FilterExpression: `(${isCurrent}) OR begins_with(#pk, :history)`,
    ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#expiresAt': TTL_ATTRIBUTE },
    ExpressionAttributeValues: {
      ':records': workspace === undefined ? 'records#' : `records#${workspace}#`,
      ':system': workspace === undefined ? 'system#' : `system#${workspace}#`,
      ':history': workspace === undefined ? 'history#' : `history#${workspace}#`,
      ':people': peoplePartition(workspace ?? ''),
    },
    ...(after === undefined ? {} : { ExclusiveStartKey: after }),
  });
  try {
    const { Items = [], LastEvaluatedKey } = await client.send(command);
    return { gathered: Items.flatMap((item) => gather(item, now)), after: LastEvaluatedKey };
  } catch (cause) {
    throw new UsageError(`${name} cannot be read (${String(cause)}). What was exported so far is kept; run the command again.`, {
      cause,
    });
  }
}

function gather(item: Item, now: Date): Gathered[] {
  const line = lineOfPerson(item) ?? lineOfEntry(item, now);
  if (line !== undefined) return [{ type: line.type, trashed: false, text: writeLine(line) }];
  const partition = String(item[PARTITION_KEY]);
  if (isHistoryPartition(partition)) return [];
  const owner = ownerOfPartition(partition) ?? ownerOfSystemPartition(partition);
  if (owner === undefined) throw new TypeError(`the partition ${partition} holds no records`);
  const { workspace, typeName: type } = owner;
  const text = writeLine({ workspace, type, record: exportAttributes(item) });
  return [{ type, trashed: isTrashed(item), text }];
}

/** Writes a part, then the manifest that lists it. An import ignores parts that the manifest does not list. */
async function keep(folder: string, manifest: Manifest, gathered: readonly Gathered[], after: Item | undefined): Promise<Manifest> {
  const texts = gathered.map(({ text }) => text);
  const parts = texts.length === 0 ? [] : [await writePart(folder, manifest.parts.length + 1, texts)];
  const records = { ...manifest.records };
  for (const { type, trashed: isInTrash } of gathered) {
    const { live, trashed } = records[type] ?? { live: 0, trashed: 0 };
    records[type] = isInTrash ? { live, trashed: trashed + 1 } : { live: live + 1, trashed };
  }
  const next = {
    ...manifest,
    complete: after === undefined,
    records,
    digest: texts.reduce(addToDigest, manifest.digest),
    parts: [...manifest.parts, ...parts],
    after,
  };
  await writeManifest(folder, next);
  return next;
}
