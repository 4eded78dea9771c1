import { execFileSync } from 'node:child_process';
import { atConstantRate, measureCapacity } from '../load/constant-rate.ts';
import { installLambda } from '../support/lambda/installation.ts';
import { median } from './median.ts';
import { writeTable } from './page.ts';
import { OPERATIONS, type ServerOperation } from './server-requests.ts';
import { type ServerSubject, startServerSubjects } from './server-subjects.ts';

/** `server-command.ts`: what the server gets done beside plain Express on the same database and beside json-server. */
const RECORDS = 10_000;
const ROUNDS = 3;
const CLIENTS = 16;
/** Before an operation is measured, so that what has compiled its code is no figure. */
const WARM_UP_S = 0.5;
const CAPACITY_S = 1.5;
/** Requests a second that come whether or not those before have been answered. */
const RATE = 100;
const RATE_S = 2;

interface Figure {
  /** Requests a second. */
  readonly capacity: number;
  /** Milliseconds. */
  readonly p99: number;
}

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();
const log = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
log(`giving each server ${RECORDS.toLocaleString('en')} records`);
const subjects = await startServerSubjects({ node, records: RECORDS });
try {
  const figures = await measured(subjects);
  const of = (name: string) => (operation: ServerOperation) => figures.get(`${name}: ${operation}`) ?? [];
  const rows = subjects.map(({ name }) => [name, ...OPERATIONS.map((operation) => formatFigures(of(name)(operation)))]);
  const compared = [
    ['ours beside plain Express, embedded', 'ours, embedded', 'plain Express, embedded'],
    ['ours beside plain Express, DynamoDB Local', 'ours, DynamoDB Local', 'plain Express, DynamoDB Local'],
    ['ours, embedded, beside json-server', 'ours, embedded', 'json-server'],
  ].map(([title = '', ours = '', peer = '']) => [
    title,
    ...OPERATIONS.map((operation) => ratio(of(ours)(operation), of(peer)(operation)).toFixed(2)),
  ]);
  const version = execFileSync(node, ['--version']).toString().trim();
  const how =
    `Node ${version}; ${RECORDS.toLocaleString('en')} records each; requests a second that ${CLIENTS} clients get answered, ` +
    `99th percentile of ${RATE} requests a second; medians of ${ROUNDS} rounds, the servers in turn.`;
  await writeTable('server', ['requests/s · p99 ms', ...OPERATIONS], [...rows, ...compared], how);
} finally {
  await Promise.all(subjects.map(async (subject) => await subject.close()));
}

/** By subject and operation, one figure a round. The servers take turns, so that what else the machine does meets all of them. */
async function measured(all: readonly ServerSubject[]): Promise<ReadonlyMap<string, readonly Figure[]>> {
  const figures = new Map<string, Figure[]>();
  for (const operation of OPERATIONS) {
    log(operation);
    for (const { ask } of all) await measureCapacity(async () => await ask(operation), { clients: CLIENTS, seconds: WARM_UP_S });
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, ask } of all) {
        const request = async () => await ask(operation);
        const capacity = await measureCapacity(request, { clients: CLIENTS, seconds: CAPACITY_S });
        const { p99 } = await atConstantRate({ rate: RATE, seconds: RATE_S, request });
        const key = `${name}: ${operation}`;
        figures.set(key, [...(figures.get(key) ?? []), { capacity, p99 }]);
      }
    }
  }
  return figures;
}

function formatFigures(figures: readonly Figure[]): string {
  const middle = (name: keyof Figure) => median(figures.map((figure) => figure[name]));
  return `${middle('capacity').toFixed(0)} · ${middle('p99').toFixed(1)}`;
}

/** How many times the peer's requests are answered: the middle one of the rounds. */
function ratio(ours: readonly Figure[], peer: readonly Figure[]): number {
  return median(ours.map(({ capacity }, round) => capacity / (peer[round]?.capacity ?? Number.NaN)));
}
