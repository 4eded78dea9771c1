import { randomUUID } from 'node:crypto';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoClient, createDynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { ListQuery, Scope } from '../../src/store/record-store.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { fillWorkspace } from '../support/fill-workspace.ts';
import { median } from './interleaved.ts';
import { writeTable } from './page.ts';

/** `growth-command.ts [records ...]`: what operations cost in workspaces of so many records, in one table. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 10_000, 1_000_000];
const ROUNDS = 40;
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
  for (const [n, scope] of scopes.entries()) await fillWorkspace({ client, tableName }, scope, sizes[n] ?? 0);
  const costs = await measured(scopes);
  const rows = [...costs].map(([name, bySize]) => [
    name,
    ...bySize.map(({ requests, units, milliseconds }) => `${requests} · ${units} · ${milliseconds.toFixed(1)}`),
  ]);
  const heads = ['requests · units · ms', ...sizes.map((size) => `${size.toLocaleString('en')} records`)];
  await writeTable('growth', heads, rows, `DynamoDB Local, in memory; medians of ${ROUNDS}, the sizes in turn.`);
} finally {
  client.destroy();
  await database.close();
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
