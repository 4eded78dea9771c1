import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLog } from './leveldb-log.ts';
import { type Manifest, readManifest } from './leveldb-manifest.ts';
import { findDamagedBlock } from './leveldb-table.ts';

/**
 * Compares the files of a LevelDB database with their checksums. LevelDB itself checks less.
 * At startup it drops the damaged part of a log and deletes the log. It does not notice damaged blocks of a table.
 * @returns the damaged or missing files, a few words each. Empty if the database is intact, or if the folder has none.
 */
export async function findDamage(folder: string): Promise<string[]> {
  const files = existsSync(folder) ? await readdir(folder) : [];
  const holdsData = files.some((file) => /^\d+\.(log|ldb|sst)$/.test(file));
  if (!files.includes('CURRENT')) return holdsData ? ['CURRENT is missing'] : [];
  const [, manifestFile] = /^(MANIFEST-\d+)\n$/.exec(await readFile(join(folder, 'CURRENT'), 'latin1')) ?? [];
  if (manifestFile === undefined) return ['CURRENT is damaged'];
  if (!files.includes(manifestFile)) return [`${manifestFile} is missing`];
  const manifest = await readManifestFile(join(folder, manifestFile));
  if (manifest === undefined) return [`${manifestFile} is damaged`];
  return [...(await checkLogs(folder, files, manifest)), ...(await checkTables(folder, files, manifest))];
}

async function readManifestFile(path: string): Promise<Manifest | undefined> {
  const { payloads, damagedBytes } = readLog(await readFile(path));
  if (damagedBytes > 0 || payloads.length === 0) return undefined;
  try {
    return readManifest(payloads);
  } catch {
    return undefined;
  }
}

async function checkLogs(folder: string, files: readonly string[], { logNumber, previousLogNumber }: Manifest): Promise<string[]> {
  const damage: string[] = [];
  const logs = numbered(files, 'log').filter(({ number }) => number >= logNumber || number === previousLogNumber);
  // LevelDB creates a log before its manifest names it.
  if (logNumber > 0 && !logs.some(({ number }) => number === logNumber)) damage.push(`${nameOf(logNumber, 'log')} is missing`);
  for (const { name } of logs) {
    const { damagedBytes } = readLog(await readFile(join(folder, name)));
    if (damagedBytes > 0) damage.push(`${damagedBytes} bytes of ${name} cannot be read`);
  }
  return damage;
}

async function checkTables(folder: string, files: readonly string[], { tables }: Manifest): Promise<string[]> {
  const damage: string[] = [];
  const present = new Map([...numbered(files, 'sst'), ...numbered(files, 'ldb')].map(({ number, name }) => [number, name]));
  for (const [number, size] of tables) {
    const name = present.get(number);
    if (name === undefined) {
      damage.push(`${nameOf(number, 'ldb')} (${size} bytes) is missing`);
      continue;
    }
    const bytes = await readFile(join(folder, name));
    const block = bytes.length === size ? findDamagedBlock(bytes) : Math.min(bytes.length, size);
    if (block !== undefined) damage.push(`${name} (${size} bytes) is damaged from byte ${block} on`);
  }
  return damage;
}

function numbered(files: readonly string[], extension: string): { readonly number: number; readonly name: string }[] {
  return files.flatMap((name) => {
    const [, number] = new RegExp(`^(\\d+)\\.${extension}$`).exec(name) ?? [];
    return number === undefined ? [] : [{ number: Number(number), name }];
  });
}

function nameOf(number: number, extension: string): string {
  return `${String(number).padStart(6, '0')}.${extension}`;
}
