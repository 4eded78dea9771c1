import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../local/replace-file.ts';
import type { Item } from '../store/keys.ts';
import { UsageError } from '../usage-error.ts';

/** One file of an export, with one record per line. */
export interface Part {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The content and the progress of an export. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** The exported table. */
  readonly source: string;
  /** The exported workspace; absent if all were exported. */
  readonly workspace?: string;
  readonly startedAt: string;
  readonly complete: boolean;
  readonly records: Readonly<Record<string, { readonly live: number; readonly trashed: number }>>;
  /** Digest of all lines, independent of their order. */
  readonly digest: string;
  readonly parts: readonly Part[];
  /** The key after which an interrupted export continues; absent before the first part and after the last. */
  readonly after?: Item | undefined;
}

export const FORMAT = 'records-export-1';
const FILE = 'manifest.json';

/** @throws {UsageError} if the manifest is damaged or has another format */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const manifest = parse(await readFile(file, 'utf8'));
  if (isManifest(manifest)) return manifest;
  throw new UsageError(`${file} is damaged, or not a manifest in the format ${FORMAT}.`);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(folder, FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

export function totalOf({ parts }: Pick<Manifest, 'parts'>): number {
  return parts.reduce((sum, { records }) => sum + records, 0);
}

export async function writePart(folder: string, number: number, lines: readonly string[]): Promise<Part> {
  const name = `records-${String(number).padStart(5, '0')}.ndjson`;
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  await writeFile(join(folder, name), bytes, { mode: 0o600, flush: true });
  return { name, records: lines.length, bytes: bytes.length, sha256: hashOf(bytes) };
}

/**
 * Returns the lines of a part.
 * @throws {UsageError} if its checksum or its number of lines differs from the manifest
 */
export async function readPart(folder: string, { name, records, sha256 }: Part): Promise<string[]> {
  const file = join(folder, name);
  if (!existsSync(file)) throw new UsageError(`${file} is missing. Use another copy of the export.`);
  const bytes = await readFile(file);
  const lines = bytes.toString().split('\n').slice(0, -1);
  if (hashOf(bytes) === sha256 && lines.length === records) return lines;
  throw new UsageError(`${file} is damaged: its SHA-256 or its number of lines differs from the manifest. Use another copy of the export.`);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value && 'parts' in value && 'records' in value && 'complete' in value && 'source' in value)) return false;
  const { format, parts, records } = value;
  return format === FORMAT && Array.isArray(parts) && parts.every(isPart) && typeof records === 'object' && records !== null;
}

/** Checks the name too: a name with a path could point outside the export. */
function isPart(value: unknown): value is Part {
  if (typeof value !== 'object' || value === null || !('name' in value && 'records' in value && 'sha256' in value)) return false;
  return typeof value.name === 'string' && /^records-\d+\.ndjson$/.test(value.name);
}
