import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { includesRole } from '../identity/roles.ts';
import { enterPerson, type NewPerson } from '../people/enter-person.ts';
import type { People } from '../people/people.ts';
import { customers } from '../records/customers.ts';
import type { RecordStore } from '../store/record-store.ts';
import { replaceFile } from './replace-file.ts';
import { samplesFor, sampleValues } from './samples.ts';

export interface SeedOptions {
  readonly store: RecordStore;
  readonly people: People;
  readonly workspace: string;
  /** The people to add to the directory. Those who may write become the authors of the samples, in turn. */
  readonly team: readonly NewPerson[];
  /** The folder for the note that a workspace already has its samples, so that deleted samples are not created again. */
  readonly folder: string;
  readonly now?: () => Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Adds the sample records and the team to a workspace, once. The next start completes an interrupted run.
 * Ids and values depend only on the start time in the note, so a second run creates the same records.
 * @returns the number of samples, or `undefined` if the workspace had them before
 */
export async function seedSamples({
  store,
  people,
  workspace,
  team,
  folder,
  now = () => new Date(),
}: SeedOptions): Promise<number | undefined> {
  const file = join(folder, `samples-${hashOf(workspace).toString('hex').slice(0, 12)}.json`);
  const note: Note = existsSync(file)
    ? JSON.parse(await readFile(file, 'utf8'))
    : { workspace, startedAt: now().toISOString(), complete: false };
  if (note.complete) return undefined;
  await replaceFile(file, JSON.stringify(note));

  for (const member of team) await enterPerson(people, workspace, member);
  const authors = team.filter(({ role }) => includesRole(role, 'editor'));
  const startedAt = new Date(note.startedAt);
  const samples = samplesFor(startedAt).map((sample, index) => {
    const random = hashOf(`${workspace} ${note.startedAt} ${index}`).subarray(0, 16);
    return { ...sample, id: uuidv7({ msecs: Math.round(startedAt.getTime() - sample.daysAgo * DAY_MS), random }) };
  });
  const customerIds = new Map(samples.flatMap(({ type, values, id }) => (type === customers ? [[values['name'], id]] : [])));
  const creations = samples.map(async ({ id, ...sample }, index) => {
    const values = sampleValues(sample, customerIds);
    await store.create({ workspace, type: sample.type }, values, { by: authors[index % authors.length]?.id ?? 'samples', id });
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
