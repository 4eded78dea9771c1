import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { RecordStore } from '../store/record-store.ts';
import { replaceFile } from './replace-file.ts';
import { samplesFor } from './samples.ts';

export interface SeedOptions {
  readonly store: RecordStore;
  readonly workspace: string;
  /** Where it is noted that a workspace has had its samples, so that deleted ones never come back. */
  readonly folder: string;
  readonly now?: () => Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Gives a workspace its sample records, once. A start that was cut short is completed by the next one: what the samples
 * are made of, their ids included, follows from the time that was noted first.
 * @returns how many there are now, or `undefined` if the workspace has had its samples before.
 */
export async function seedSamples({ store, workspace, folder, now = () => new Date() }: SeedOptions): Promise<number | undefined> {
  const file = join(folder, `samples-${hashOf(workspace).toString('hex').slice(0, 12)}.json`);
  const note: Note = existsSync(file)
    ? JSON.parse(await readFile(file, 'utf8'))
    : { workspace, startedAt: now().toISOString(), complete: false };
  if (note.complete) return undefined;
  await replaceFile(file, JSON.stringify(note));

  const startedAt = new Date(note.startedAt);
  const samples = samplesFor(startedAt);
  const creations = samples.map(async ({ type, daysAgo, values }, index) => {
    const random = hashOf(`${workspace} ${note.startedAt} ${index}`).subarray(0, 16);
    const id = uuidv7({ msecs: Math.round(startedAt.getTime() - daysAgo * DAY_MS), random });
    await store.create({ workspace, type }, values, { by: 'samples', id });
  });
  await Promise.all(creations);
  await replaceFile(file, JSON.stringify({ ...note, complete: true }));
  return samples.length;
}

interface Note {
  readonly workspace: string;
  readonly startedAt: string;
  readonly complete: boolean;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
