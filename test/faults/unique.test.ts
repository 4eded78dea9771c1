import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import {
  type ListQuery,
  NotUnique,
  type RecordStore,
  type Scope,
  type StoredRecord,
  StoreUnavailable,
} from '../../src/store/record-store.ts';
import { type BreakableTable, createBreakableTable } from '../store/support/breakable-table.ts';
import { type Client, createClient } from '../support/client.ts';
import { members } from '../support/members.ts';
import { temporaryFolder } from '../support/server-process.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

// The next writer waits a second for each abandoned claim, and other jobs on the machine can slow the tests down.
jest.setTimeout(300_000);

const by = 'w';
const ALL: Omit<ListQuery, 'trashed'> = { sort: { field: 'createdAt', descending: false }, filters: [], words: [] };

async function everything(store: RecordStore, scope: Scope): Promise<StoredRecord[]> {
  const pages = [false, true].map(async (trashed) => (await store.list(scope, { ...ALL, trashed }, { limit: 100 })).records);
  return (await Promise.all(pages)).flat();
}

describe('50 writers of one unique value in a process that is killed', () => {
  it('create only one record, no matter when the process is killed, and a permanent delete frees the value', async () => {
    const place = await temporaryFolder();
    const printed: string[] = [];
    for (let round = 0; round < 6; round++) {
      const child = spawn('npx', ['--no', 'tsx', 'test/faults/support/unique-writer.ts', place.folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      const closed = once(child, 'close');
      let output = '';
      child.stdout.on('data', (text: Buffer) => {
        output += text.toString();
      });
      while (!output.includes('begin')) await delay(5);
      // The first rounds end between the claim and the record, the later ones at any step.
      await delay(round * 15 * Math.random());
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await closed;
      printed.push(...output.split('\n').filter((line) => line !== '' && line !== 'begin'));
    }

    const database = await createEmbeddedDatabase({ path: place.folder });
    const client = createDynamoClient(database.clientConfig);
    await createTable(client, 'records');
    const store = createDynamoStore({ table: createDynamoTable({ client, tableName: 'records' }) });
    const scope: Scope = { workspace: 'w', type: members };
    const create = async () => await store.create(scope, { name: 'Last', email: 'one@example.com' }, { by });
    const last = await create().catch((error: unknown) => error);
    const found = await everything(store, scope);
    expect(found).toHaveLength(1);
    const [only] = found;
    if (last instanceof NotUnique) expect(last.taken.map(({ id }) => id)).toEqual([only?.id]);
    expect(printed.filter((id) => id !== only?.id)).toEqual([]);

    await store.destroy(scope, only?.id ?? '', { by });
    const again = await create();
    await expect(create()).rejects.toBeInstanceOf(NotUnique);
    expect((await everything(store, scope)).map(({ id }) => id)).toEqual([again.id]);
    client.destroy();
    await database.close();
    await place.remove();
  });
});

describe('random writes of a few unique values, with faults at every step', () => {
  const VALUES = ['a', 'b', 'c'].map((name) => `${name}@example.com`);
  /** A number that no write has. */
  const NEVER = -1;
  const BREAKS = ['lost before', 'lost after', 'applied, then retried'] as const;
  let target: InProcess;
  let table: BreakableTable;
  let store: RecordStore;
  let caller: Client;
  const scope: Scope = { workspace: 'w', type: members };

  beforeAll(async () => {
    target = await startInProcess({
      recordTypes: [members],
      wrapTable(whole) {
        table = createBreakableTable(whole);
        return table;
      },
    });
    store = target.services.store;
    caller = createClient(target, await target.tokenFor({ sub: by, groups: ['admin'], workspace: 'w' }));
  });
  afterAll(async () => await target.close());

  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
  const holderOf = (records: readonly StoredRecord[], email: unknown, but?: string) =>
    records.find((record) => record['email'] === email && record.id !== but);

  interface Operation {
    readonly name: string;
    /** The record that must refuse it; `undefined`: it must succeed. */
    readonly rival: StoredRecord | undefined;
    run(): Promise<unknown>;
  }

  function randomOperation(records: readonly StoredRecord[]): Operation {
    const email = pick(VALUES) ?? '';
    const live = pick(records.filter(({ deletedAt }) => deletedAt === undefined));
    const trashed = pick(records.filter(({ deletedAt }) => deletedAt !== undefined));
    const any = pick(records);
    const operations: Operation[] = [
      {
        name: `create ${email}`,
        rival: holderOf(records, email),
        run: async () => await store.create(scope, { name: 'One', email }, { by }),
      },
      {
        name: `import ${email}`,
        rival: records.find((record) => record['email'] === email && record.deletedAt !== undefined),
        async run() {
          const csv = `name,email\n${Math.random()},${email}\n`;
          const { status, body } = await caller.post('/api/v1/members/import?match=email', {
            headers: { 'Content-Type': 'text/csv' },
            body: csv,
          });
          const problem = status === 200 ? body.rows[0]?.problem : body;
          if (problem?.status === 503) throw new StoreUnavailable('503', { outcomeUnknown: true });
          if (problem !== undefined)
            throw new NotUnique([{ type: 'members', field: 'email', id: problem.errors[0].href.split('/').at(-1), trashed: false }]);
        },
      },
      ...(live === undefined
        ? []
        : [
            {
              name: `patch ${email}`,
              rival: holderOf(records, email, live.id),
              run: async () => await store.patch(scope, live.id, { set: { email }, unset: [] }, { by }),
            },
            { name: 'unset', rival: undefined, run: async () => await store.patch(scope, live.id, { set: {}, unset: ['email'] }, { by }) },
            { name: 'trash', rival: undefined, run: async () => await store.trash(scope, live.id, { by }) },
          ]),
      ...(trashed === undefined
        ? []
        : [{ name: 'restore', rival: undefined, run: async () => void (await store.restore(scope, trashed.id, { by })) }]),
      ...(any === undefined ? [] : [{ name: 'destroy', rival: undefined, run: async () => await store.destroy(scope, any.id, { by }) }]),
    ];
    return pick(operations) ?? randomOperation(records);
  }

  it('never give two records the same value, and never block a free value', async () => {
    const log: string[] = [];
    let failures = 0;
    for (let step = 0; step < 250; step++) {
      const before = await everything(store, scope);
      const { name, rival, run } = randomOperation(before);
      const how = Math.random() < 0.5 ? pick(BREAKS) : undefined;
      if (how !== undefined) table.breakWrite(Math.floor(Math.random() * 3), how);
      const error: unknown = await run().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      table.breakWrite(NEVER, 'lost before');
      log.push(`${name}${how === undefined ? '' : ` (${how})`}: ${error === undefined ? 'done' : String(error)}`);
      const after = await everything(store, scope);
      const emails = after.flatMap(({ email }) => (email === undefined ? [] : [email]));
      expect({ log: log.slice(-6), emails: emails.sort() }).toEqual({ log: log.slice(-6), emails: [...new Set(emails)].sort() });
      if (error instanceof StoreUnavailable && how !== undefined) {
        failures++;
        continue;
      }
      const refusedBy = error instanceof NotUnique ? error.taken.map(({ id }) => id) : error;
      expect({ log: log.slice(-6), refusedBy }).toEqual({ log: log.slice(-6), refusedBy: rival === undefined ? undefined : [rival.id] });
    }
    expect(failures).toBeGreaterThan(0);
  });
});
