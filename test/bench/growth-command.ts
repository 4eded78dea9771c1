import { randomUUID } from 'node:crypto';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoClient, createDynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { ListQuery, Scope } from '../../src/store/record-store.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { fillWorkspace } from '../support/fill-workspace.ts';
import { median } from './median.ts';
import { writeTable } from './page.ts';

/**
 * `growth-command.ts [records ...]`: what operations cost in workspaces of so many records, in one table. Exits with 1 if
 * requests or units grow with the workspace; times, which depend on the machine, are reported only.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 10_000, 1_000_000];
const ROUNDS = 100;
/** By how much the largest workspace may cost more than the smallest. */
const MOST = 1.2;
const REPORT_MS = 15_000;
const PAGE = { limit: 25 };
const everything: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };
const open: ListQuery = { ...everything, filters: [{ field: 'status', operator: 'eq', values: ['open'] }] };

interface Cost {
  readonly requests: number;
  readonly units: number;
  readonly milliseconds: number;
}

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const database = await startDynamoDbLocal();
const client = createDynamoClient(database.clientConfig);
const { tableName } = database;
let used: Usage[] = [];
const store = createDynamoStore({ table: createDynamoTable({ client, tableName, onUsage: (usage) => used.push(usage) }) });

try {
  const scopes = sizes.map((size): Scope => ({ workspace: `of-${size}`, type: tasks }));
  const minutes = await fill(scopes);
  const costs = await measured(scopes);
  const rows = [...costs].map(([name, bySize]) => [
    name,
    ...bySize.map(formatCost),
    growthOf(bySize)
      .map((factor) => factor.toFixed(2))
      .join(' · '),
  ]);
  const heads = ['requests · units · ms', ...sizes.map((size) => `${size.toLocaleString('en')} records`), 'growth'];
  const how = `DynamoDB Local, in memory, filled in ${minutes.toFixed(1)} minutes; medians of ${ROUNDS}, the sizes in turn.`;
  await writeTable('growth', heads, rows, how);
  for (const [name, bySize] of costs) judge(name, bySize);
} finally {
  client.destroy();
  await database.close();
}

/** @returns the minutes that it took */
async function fill(scopes: readonly Scope[]): Promise<number> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let reportedAt = 0;
  for (const [n, scope] of scopes.entries()) {
    const size = sizes[n] ?? 0;
    await fillWorkspace({ client, tableName }, scope, size, (filled) => {
      if (filled < size && performance.now() - reportedAt < REPORT_MS) return;
      reportedAt = performance.now();
      process.stderr.write(`${filled.toLocaleString('en')} of ${size.toLocaleString('en')} records after ${seconds().toFixed(0)} s\n`);
    });
  }
  return seconds() / 60;
}

/** The sizes take turns, so that what else the machine does meets all of them. */
async function measured(scopes: readonly Scope[]): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>();
  for (const [name, run] of await operations(scopes)) {
    const rounds = scopes.map((): Cost[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, scope] of scopes.entries()) rounds[n]?.push(await costOf(async () => await run(scope)));
    }
    costs.set(name, rounds.map(middle));
  }
  return costs;
}

async function operations(scopes: readonly Scope[]): Promise<[name: string, run: (scope: Scope) => Promise<unknown>][]> {
  const ids = new Map<Scope, string>();
  for (const scope of scopes) {
    const { records } = await store.list(scope, open, PAGE);
    ids.set(scope, records[0]?.id ?? '');
  }
  const idOf = (scope: Scope) => ids.get(scope) ?? '';
  return [
    ['get', async (scope) => await store.get(scope, idOf(scope))],
    ['page of 25', async (scope) => await store.list(scope, everything, PAGE)],
    ['page of 25 by an index, `status=open`', async (scope) => await store.list(scope, open, PAGE)],
    // Each changes something, and all texts are of one length.
    ['patch', async (scope) => await store.patch(scope, idOf(scope), { set: { notes: randomUUID() }, unset: [] }, { by: 'bench' })],
  ];
}

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  used = [];
  const start = performance.now();
  await run();
  const milliseconds = performance.now() - start;
  return { requests: used.length, units: used.reduce((sum, { units }) => sum + units, 0), milliseconds };
}

function middle(costs: readonly Cost[]): Cost {
  const of = (name: keyof Cost) => median(costs.map((cost) => cost[name]));
  return { requests: of('requests'), units: of('units'), milliseconds: of('milliseconds') };
}

function formatCost({ requests, units, milliseconds }: Cost): string {
  return `${requests} · ${units} · ${milliseconds.toFixed(1)}`;
}

/** From the first size to the last: of requests, units and milliseconds. */
function growthOf(bySize: readonly Cost[]): [requests: number, units: number, milliseconds: number] {
  const factor = (name: keyof Cost) => (bySize.at(-1)?.[name] ?? Number.NaN) / (bySize[0]?.[name] ?? Number.NaN);
  return [factor('requests'), factor('units'), factor('milliseconds')];
}

function judge(name: string, bySize: readonly Cost[]): void {
  const [requests, units] = growthOf(bySize);
  if (requests <= MOST && units <= MOST) return;
  console.log(`GROWS ${name}: ${requests.toFixed(2)} times the requests, ${units.toFixed(2)} times the units; at most ${MOST}`);
  process.exitCode = 1;
}
