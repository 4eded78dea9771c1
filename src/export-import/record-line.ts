import { createHash } from 'node:crypto';
import type { Item } from '../store/keys.ts';

/** A line of an export: one record with its workspace and type, or a person of the type `people`. */
export interface RecordLine {
  readonly workspace: string;
  readonly type: string;
  /** The whole person, or the whole record with `id`, `version` and times; `deletedAt` if it is in the trash. */
  readonly record: Item & { readonly id: string };
}

/** Returns a line of NDJSON without its line break. The same record gives the same line in every database. */
export function writeLine({ workspace, type, record }: RecordLine): string {
  const { id, ...rest } = record;
  const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ workspace, type, record: { id, ...sorted } });
}

/** @throws {TypeError} if the text is not a line of an export */
export function readLine(text: string): RecordLine {
  const line: unknown = JSON.parse(text);
  if (isRecordLine(line)) return line;
  throw new TypeError(`this is not a line of an export: ${text.slice(0, 80)}`);
}

function isRecordLine(line: unknown): line is RecordLine {
  if (typeof line !== 'object' || line === null) return false;
  if (!('workspace' in line && 'type' in line && 'record' in line)) return false;
  const { workspace, type, record } = line;
  const isNamed = typeof workspace === 'string' && typeof type === 'string';
  return isNamed && typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string';
}

/** Adds a line to a digest that is independent of the order of lines. Exports of the same records have the same digest. */
export function addToDigest(digest: string, line: string): string {
  const sum = Buffer.from(digest, 'hex');
  createHash('sha256')
    .update(line)
    .digest()
    .forEach((byte, index) => {
      sum.writeUInt8(sum.readUInt8(index) ^ byte, index);
    });
  return sum.toString('hex');
}

export const EMPTY_DIGEST = '0'.repeat(64);
