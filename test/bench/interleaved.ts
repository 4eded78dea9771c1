import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lambdaVariables, settingsFor } from '../support/lambda/environment.ts';
import { startCannedDatabase } from './canned-database.ts';
import { median } from './median.ts';
import { prepareMeasure, type Subject } from './subjects.ts';

export type Figures = Readonly<Record<string, number>>;

/** As Lambda starts Node in a function of 1,024 MB. */
const FLAGS = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=51', '--max-old-space-size=922'];
const TABLE = 'bench';
/** As long as Lambda's are; they are signed and sent with each request. */
const SESSION_TOKEN = 'session/'.repeat(90);

export interface Run {
  readonly node: string;
  readonly subjects: readonly Subject[];
  readonly mode: 'cold' | 'warm';
  readonly rounds: number;
  /** A folder for CPU profiles. Profiling makes the figures larger. */
  readonly profiles?: string;
}

/**
 * Measures each subject once per round, in an order that rotates, so that other work on the machine affects all of them alike.
 * The database answers at once, from the process that measures nothing, so its work is in none of the figures.
 * @returns the figures of each subject by name, one entry per round
 */
export async function interleaved({ node, subjects, mode, rounds, profiles }: Run): Promise<ReadonlyMap<string, readonly Figures[]>> {
  const measure = await prepareMeasure();
  const database = await startCannedDatabase();
  const figures = new Map(subjects.map(({ name }): [string, Figures[]] => [name, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const { name, file, env: own } of rotated(subjects, round)) {
        const env = {
          ...lambdaVariables(dirname(file)),
          ...settingsFor(TABLE),
          NODE_ENV: 'production',
          AWS_SESSION_TOKEN: SESSION_TOKEN,
          AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
          ...own,
        };
        const args = [...FLAGS, measure, file, mode, ...(profiles === undefined ? [] : [join(profiles, `${mode}-${round}.cpuprofile`)])];
        const { stdout } = await promisify(execFile)(node, args, { env, maxBuffer: 64 * 1024 * 1024 });
        figures.get(name)?.push(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      }
    }
  } finally {
    await database.close();
  }
  return figures;
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The middle one of the ratios within a round. @param names whose figures are taken together */
export function ratio(figures: readonly Figures[], base: readonly Figures[], ...names: readonly string[]): number {
  const sum = (run: Figures | undefined) => names.reduce((total, name) => total + (run?.[name] ?? Number.NaN), 0);
  return median(figures.map((run, round) => sum(run) / sum(base[round])));
}
