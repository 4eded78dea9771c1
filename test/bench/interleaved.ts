import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTable } from '../../src/local/create-table.ts';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { lambdaVariables, settingsFor } from '../support/lambda-environment.ts';
import type { Subject } from './subjects.ts';

export type Figures = Readonly<Record<string, number>>;

const MEASURE = fileURLToPath(new URL('./measure.ts', import.meta.url));
/** As Lambda starts Node in a function of 1,024 MB. */
const FLAGS = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=51', '--max-old-space-size=922'];
const TABLE = 'bench';

export interface Run {
  readonly node: string;
  readonly subjects: readonly Subject[];
  readonly mode: 'cold' | 'warm';
  readonly rounds: number;
}

/**
 * The figures of each subject by name, one of each round: all are measured once a round, in turn, so that what else the machine
 * does meets all of them. The database is the embedded one, in this process: its work is in none of the figures.
 */
export async function interleaved({ node, subjects, mode, rounds }: Run): Promise<ReadonlyMap<string, readonly Figures[]>> {
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  const figures = new Map(subjects.map(({ name }): [string, Figures[]] => [name, []]));
  try {
    await createTable(client, TABLE);
    for (let round = 0; round < rounds; round++) {
      for (const { name, file } of subjects) {
        const { endpoint, credentials } = database.clientConfig;
        const env = {
          ...lambdaVariables(dirname(file)),
          ...settingsFor(TABLE),
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_ENDPOINT_URL_DYNAMODB: endpoint,
        };
        const { stdout } = await promisify(execFile)(node, [...FLAGS, MEASURE, file, mode], { env, maxBuffer: 64 * 1024 * 1024 });
        figures.get(name)?.push(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      }
    }
  } finally {
    client.destroy();
    await database.close();
  }
  return figures;
}

/** The middle one of the ratios within a round. */
export function ratio(figures: readonly Figures[], base: readonly Figures[], name: string): number {
  return median(figures.map((one, round) => (one[name] ?? Number.NaN) / (base[round]?.[name] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
