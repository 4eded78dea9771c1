import { setTimeout as delay } from 'node:timers/promises';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { ItemChange } from '../../src/history/entry.ts';
import { createHistoryWriter } from '../../src/history/history-writer.ts';
import { listen } from '../../src/server/listen.ts';
import { createDynamoClient, createDynamoTable, type DynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { type Item, type Key, ownerOfPartition } from '../../src/store/keys.ts';
import { PARTITION_KEY, SORT_KEY } from '../../src/store/table.ts';
import { createClient } from '../support/client.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { putItems } from '../support/put-items.ts';
import { startInProcess } from '../support/target.ts';
import { type Operation, operations, type Site } from './growth/operations.ts';
import { growthTypes } from './growth/types.ts';
import { createWorkspace, itemsOf, type Workspace } from './growth/workspace.ts';
import { median } from './median.ts';
import { writeTable } from './page.ts';

/**
 * `growth-command.ts [records ...]`: what requests to the API cost in workspaces of so many records, in one table, with five types
 * and a history. Exits with 1 if requests or units grow with the workspace; times, which depend on the machine, are reported only.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 30_000, 1_000_000];
const ROUNDS = 30;
/** Rounds of an operation that reads up to a budget. */
const FEW_ROUNDS = 3;
/** By how much the largest workspace may cost more than the smallest. */
const MOST = 1.2;
const REPORT_MS = 15_000;
/** Attempts at one round, and the pause between them. */
const ATTEMPTS = 5;
const PAUSE_MS = 2_000;
const HISTORY_DAYS = 365;

interface Cost {
  readonly requests: number;
  readonly units: number;
  readonly milliseconds: number;
}

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const database = await startDynamoDbLocal();
let used: Usage[] = [];
const changes: ItemChange[] = [];
const onUsage = (usage: Usage) => used.push(usage);
const target = await startInProcess({
  recordTypes: growthTypes,
  clientConfig: database.clientConfig,
  onUsage,
  wrapTable: noteChanges,
});
const { client, tableName } = target;
// This process writes the history itself. A stream would keep every item of the fill in memory.
await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification: { StreamEnabled: false } }));
const history = createHistoryWriter({ table: createDynamoTable({ client, tableName, onUsage }), days: HISTORY_DAYS });
// On a busy machine, DynamoDB Local can be silent for longer than the service waits.
const filler = createDynamoClient({ ...database.clientConfig, maxAttempts: 10, requestHandler: { requestTimeout: 60_000 } });
const server = await listen({ handle: target.app, port: 0, host: '127.0.0.1' });

try {
  const workspaces = sizes.map(createWorkspace);
  const minutes = await fill(workspaces);
  const sites = await Promise.all(workspaces.map(async (workspace) => await openSite(workspace)));
  const costs: [operation: Operation, bySize: readonly Cost[]][] = [];
  for (const operation of operations) {
    try {
      const bySize = await measured(operation, sites);
      process.stderr.write(`${operation.name}: ${bySize.map(formatCost).join(' | ')}\n`);
      costs.push([operation, bySize]);
    } catch (error) {
      // The fill takes half an hour: report the other operations.
      console.log(`FAILS ${operation.name}: ${error}`);
      process.exitCode = 1;
    }
  }
  const rows = costs.map(([operation, bySize]) => [operation.name, ...bySize.map(formatCost), growthText(operation, bySize)]);
  const heads = ['requests · units · ms', ...sizes.map((size) => `${size.toLocaleString('en')} records`), 'growth'];
  const how = `five types, with their history; DynamoDB Local, in memory, filled in ${minutes.toFixed(1)} minutes; medians of ${ROUNDS}, the sizes in turn.`;
  await writeTable('growth', heads, rows, how);
  for (const [operation, bySize] of costs) judge(operation, bySize);
} finally {
  filler.destroy();
  await server.close();
  await target.close();
  await database.close();
}

/** @returns the minutes that it took */
async function fill(workspaces: readonly Workspace[]): Promise<number> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let reportedAt = 0;
  for (const workspace of workspaces) {
    await putItems({ client: filler, tableName }, itemsOf(workspace), (written) => {
      if (performance.now() - reportedAt < REPORT_MS) return;
      reportedAt = performance.now();
      process.stderr.write(`${workspace.name}: ${written.toLocaleString('en')} items after ${seconds().toFixed(0)} s\n`);
    });
  }
  return seconds() / 60;
}

async function openSite(workspace: Workspace): Promise<Site> {
  const { name } = workspace;
  const api = createClient({ app: server.url }, await target.tokenFor({ sub: name, groups: ['admin'] }));
  await target.services.people.put(name, name, { name: 'Ada', role: 'admin' });
  await api.post('/api/v1/views', { body: { type: 'tasks', name: 'Open', query: 'status=open' } });
  return { workspace, client: api, writeHistory: async () => await history.write(changes.splice(0)) };
}

/** The sites take turns, so that what else the machine does meets all of them. */
async function measured({ run, atMost }: Operation, sites: readonly Site[]): Promise<readonly Cost[]> {
  const costs = sites.map((): Cost[] => []);
  for (let round = 0; round < (atMost === undefined ? ROUNDS : FEW_ROUNDS); round++) {
    for (const [n, site] of sites.entries()) {
      await retried(async () => {
        await run(site, async (request) => {
          costs[n]?.push(await costOf(request));
        });
        await site.writeHistory();
      });
    }
  }
  return costs.map(middle);
}

/** On a busy machine, DynamoDB Local can be too slow for the service, which then answers 503. Such a round does not count. */
async function retried(round: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await round();
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('503')) throw error;
      await delay(PAUSE_MS);
    }
  }
}

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  used = [];
  const start = performance.now();
  await run();
  const milliseconds = performance.now() - start;
  return { requests: used.length, units: used.reduce((sum, { units }) => sum + units, 0), milliseconds };
}

/** Notes the changes of records for the history, as a stream reports them. The reads for that are not counted. */
function noteChanges(table: DynamoTable): DynamoTable {
  async function noting<Result>(key: Key, write: () => Promise<Result>, itemAfter: (result: Result) => Item): Promise<Result> {
    if (ownerOfPartition(key.pk) === undefined) return await write();
    const counted = used;
    const before = await table.get(key);
    used = counted.slice(0, -1);
    const result = await write();
    changes.push({ before, after: itemAfter(result) });
    return result;
  }
  const keyOf = (item: Item): Key => ({ pk: String(item[PARTITION_KEY]), sk: String(item[SORT_KEY]) });
  return {
    ...table,
    put: async (item, condition) =>
      await noting(
        keyOf(item),
        () => table.put(item, condition),
        () => item,
      ),
    update: async (key, update) =>
      await noting(
        key,
        () => table.update(key, update),
        (item) => item,
      ),
  };
}

function middle(costs: readonly Cost[]): Cost {
  const of = (name: keyof Cost) => median(costs.map((cost) => cost[name]));
  return { requests: of('requests'), units: of('units'), milliseconds: of('milliseconds') };
}

function formatCost({ requests, units, milliseconds }: Cost): string {
  return `${requests} · ${units} · ${milliseconds.toFixed(1)}`;
}

function growthText({ atMost }: Operation, bySize: readonly Cost[]): string {
  if (atMost !== undefined) return `at most ${atMost.toLocaleString('en')} units`;
  return growthOf(bySize)
    .map((factor) => factor.toFixed(2))
    .join(' · ');
}

/** From the first size to the last: of requests, units and milliseconds. */
function growthOf(bySize: readonly Cost[]): [requests: number, units: number, milliseconds: number] {
  const factor = (name: keyof Cost) => (bySize.at(-1)?.[name] ?? Number.NaN) / (bySize[0]?.[name] ?? Number.NaN);
  return [factor('requests'), factor('units'), factor('milliseconds')];
}

function judge({ name, atMost }: Operation, bySize: readonly Cost[]): void {
  const [requests, units] = growthOf(bySize);
  const isFlat = requests <= MOST && units <= MOST;
  const isWithin = atMost !== undefined && bySize.every((cost) => cost.units <= atMost);
  if (isFlat || isWithin) return;
  const limit = atMost === undefined ? `at most ${MOST}` : `or at most ${atMost} units`;
  console.log(`GROWS ${name}: ${requests.toFixed(2)} times the requests, ${units.toFixed(2)} times the units; ${limit}`);
  process.exitCode = 1;
}
