import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { startEmbeddedEndpoint } from '../support/embedded-endpoint.ts';
import { members } from '../support/members.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { allThatIsAnswered, callerIn, fillWithEverything, tableOf } from './support/transfer.ts';

// Some tests start processes, and the machine may have other work.
jest.setTimeout(60_000);

const WORKSPACES = ['one', 'two'];
const quietly = { onProgress: () => undefined };
let root: string;
/** An export of `source`. */
let kept: string;
/** With an address, for the commands. */
let database: Awaited<ReturnType<typeof startEmbeddedEndpoint>>;
let source: InProcess;
let goal: InProcess;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'export-'));
  database = await startEmbeddedEndpoint();
  kept = join(root, 'kept');
  source = await startInProcess({ clientConfig: database.clientConfig });
  await fillWithEverything(source);
  await exportRecords(tableOf(source), { folder: kept, ...quietly });
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'test-'));
  goal = await startInProcess({ clientConfig: database.clientConfig });
});
afterEach(async () => {
  await goal.close();
});
afterAll(async () => {
  await source.close();
  await database.close();
  await rm(root, { recursive: true });
});

async function exportAll(options: Partial<Parameters<typeof exportRecords>[1]> = {}) {
  return await exportRecords(tableOf(source), { folder, ...quietly, ...options });
}

async function importAll(options: Partial<Parameters<typeof importRecords>[1]> = {}) {
  return await importRecords(tableOf(goal), { folder, recordTypes, ...quietly, ...options });
}

async function expectSame(workspace: string, as = workspace): Promise<void> {
  const there = await allThatIsAnswered(goal, as);
  expect(there).toEqual(await allThatIsAnswered(source, workspace));
}

async function expectNothing(): Promise<void> {
  for (const workspace of WORKSPACES) {
    const caller = await callerIn(goal, workspace);
    for (const { name } of recordTypes) expect((await caller.get(`/api/v1/${name}/count`)).body.count).toBe(0);
  }
}

describe('export and import', () => {
  it('move a whole table so that the API answers the same, and say how much that was', async () => {
    const { records } = await exportAll();
    expect(records).toEqual({
      tasks: { live: 52, trashed: 8 },
      customers: { live: 2, trashed: 2 },
      people: { live: 2, trashed: 0 },
      views: { live: 4, trashed: 0 },
    });
    expect(await importAll()).toEqual({ created: 70, unchanged: 0, different: [], taken: [] });
    for (const workspace of WORKSPACES) await expectSame(workspace);
  });

  it('leave records fit for everything that can be done with them', async () => {
    await importAll({ folder: kept });
    const caller = await callerIn(goal, 'one');
    const { items } = (await caller.get('/api/v1/tasks?trashed=true&title=Task+4')).body;
    const path = `/api/v1/tasks/${items[0].id}`;
    expect((await caller.post(`${path}/restore`)).body.version).toBe(items[0].version + 1);
    const headers = { 'If-Match': `"${items[0].version + 1}"` };
    expect((await caller.patch(path, { body: { status: 'done' }, headers })).status).toBe(200);
    const found = await caller.get('/api/v1/tasks?status=done&sort=createdAt');
    expect(found.body.items.map(({ id }: { id: string }) => id)).toContain(items[0].id);
  });

  it('move one workspace, also into another one', async () => {
    await exportAll({ workspace: 'one' });
    await importAll({ into: 'elsewhere' });
    await expectSame('one', 'elsewhere');
    await expectNothing();
    await importAll();
    await expectSame('one');
  });

  it('change nothing when they are run again, and leave alone what has moved on', async () => {
    await importAll({ folder: kept });
    expect(await importAll({ folder: kept })).toEqual({ created: 0, unchanged: 70, different: [], taken: [] });
    const caller = await callerIn(goal, 'one');
    const [{ id }] = (await caller.get('/api/v1/tasks?title=plain')).body.items;
    await caller.patch(`/api/v1/tasks/${id}`, { body: { title: 'newer' } });
    expect(await importAll({ folder: kept })).toEqual({ created: 0, unchanged: 69, different: [`tasks/${id}`], taken: [] });
    expect((await caller.get(`/api/v1/tasks/${id}`)).body.title).toBe('newer');
  });

  it('leave alone a person who has signed in since, and bring back one who was erased', async () => {
    const callers = await Promise.all(WORKSPACES.map(async (workspace) => await callerIn(goal, workspace)));
    const me = '/api/v1/people/me';
    await callers[0]?.put(me, { body: { name: 'Ed, newer' } });
    expect(await importAll({ folder: kept })).toMatchObject({ created: 69, unchanged: 1, different: [] });
    expect((await callers[0]?.get(me))?.body.name).toBe('Ed, newer');
    await callers[1]?.delete('/api/v1/people/ed');
    expect(await importAll({ folder: kept })).toMatchObject({ created: 1, unchanged: 69, different: [] });
    expect((await callers[1]?.get(me))?.body.name).toBe('Ed of two');
  });

  it('bring back what was deleted for good since', async () => {
    await importAll({ folder: kept });
    const caller = await callerIn(goal, 'one');
    const [{ id }] = (await caller.get('/api/v1/tasks?title=plain')).body.items;
    await caller.delete(`/api/v1/tasks/${id}?permanent=true`);
    expect(await importAll({ folder: kept })).toEqual({ created: 1, unchanged: 69, different: [], taken: [] });
    await expectSame('one');
  });

  it('count a record as put in whose answer was lost and whose put the SDK then repeated', async () => {
    let isLost = false;
    const loseOne: Parameters<typeof goal.client.middlewareStack.add>[0] = (next) => async (args) => {
      const answer = await next(args);
      if (isLost) return answer;
      isLost = true;
      throw Object.assign(new Error('the connection was reset'), { name: 'TimeoutError' });
    };
    goal.client.middlewareStack.add(loseOne, { step: 'deserialize', priority: 'high' });
    expect(await importAll({ folder: kept })).toEqual({ created: 70, unchanged: 0, different: [], taken: [] });
    expect(isLost).toBe(true);
  });

  it('have the same digest for the same records in another table', async () => {
    const { digest } = await exportAll();
    await importAll();
    const other = join(folder, 'other');
    const again = await exportRecords(tableOf(goal), { folder: other, ...quietly });
    expect([again.digest, again.records]).toEqual([digest, (await exportAll()).records]);
  });

  it('make the keys of indexes anew, so that one which a type has been given holds the records that were there before', async () => {
    const byPriority = { ...tasks, indexes: [...tasks.indexes.slice(1), { where: 'priority', by: 'createdAt' }] } as const;
    const types = recordTypes.map((type) => (type.name === 'tasks' ? byPriority : type));
    await goal.close();
    goal = await startInProcess({ recordTypes: types });
    await importAll({ folder: kept, recordTypes: types });
    const found = (await (await callerIn(goal, 'one')).get('/api/v1/tasks?priority=high')).body;
    expect(found.items).toHaveLength(1);
    await expectSame('one');
  });
});

describe('an export of several files that is interrupted', () => {
  let large: InProcess;
  beforeAll(async () => {
    large = await startInProcess({ clientConfig: database.clientConfig });
    await fillWithEverything(large);
    await fillPages(large);
  });
  afterAll(async () => {
    await large.close();
  });

  // A page of the table, which has at most 1 MB, is a file here.
  const exportLarge = async (onProgress: () => void = () => undefined) =>
    await exportRecords(tableOf(large), { folder, onProgress, partBytes: 1 });

  async function expectAll(): Promise<void> {
    const [there, here] = [
      await exportRecords(tableOf(goal), { folder: join(root, crypto.randomUUID()), ...quietly }),
      await exportRecords(tableOf(large), { folder: join(root, crypto.randomUUID()), ...quietly }),
    ];
    expect([there.digest, there.records]).toEqual([here.digest, here.records]);
    expect(here.records['tasks']?.live).toBe(52 + 180);
  }

  it('is gone on with, and holds every record once', async () => {
    const interrupt = () => {
      throw new Error('interrupted');
    };
    await expect(exportLarge(interrupt)).rejects.toThrow('interrupted');
    await writeFile(join(folder, 'records-00002.ndjson'), 'half a l');
    await expect(importAll()).rejects.toThrow('is incomplete. Run the export again');
    expect((await exportLarge()).parts.length).toBeGreaterThan(1);
    await importAll();
    await expectAll();
  });

  it('survives kill -9, as the import does', async () => {
    const steps: [string[], InProcess, RegExp][] = [
      [['src/commands/export.ts', '--to', folder], large, /Complete in/],
      [['src/commands/import.ts', '--from', folder], goal, /records created/],
    ];
    for (const [command, table, done] of steps) {
      expect((await runCommand(command, table, /\d+ (of \d+ )?records\n/)).code).toBeNull();
      const { code, output } = await runCommand(command, table);
      expect([code, output]).toEqual([0, expect.stringMatching(done)]);
    }
    await expectAll();
  });

  it('has each of its files looked at before anything is written', async () => {
    await exportLarge();
    const last =
      (await readdir(folder))
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
        .at(-1) ?? '';
    await appendFile(join(folder, last), ' ');
    await expect(importAll()).rejects.toThrow(`${last} is damaged`);
    await expectNothing();
  });
});

it('is not mixed with another export, nor with files of other kinds', async () => {
  await exportAll();
  const other = exportRecords(tableOf(goal), { folder, ...quietly });
  await expect(other).rejects.toThrow(/holds an export of every workspace from the table records-\S+\. Name a folder that is new/);
  await expect(exportAll({ workspace: 'one' })).rejects.toThrow('Name a folder that is new or empty');
  await writeFile(join(folder, 'letter.txt'), '');
  await rm(join(folder, 'manifest.json'));
  await expect(exportAll()).rejects.toThrow('holds other files (letter.txt)');
});

describe('a damaged export', () => {
  const damages: [name: string, reason: string, damage: () => Promise<void>][] = [
    ['one changed character', 'is damaged', async () => await rewrite('records-00001.ndjson', (text) => text.replace('plain', 'plaim'))],
    ['a line less', 'is damaged', async () => await rewrite('records-00001.ndjson', (text) => text.replace(/.*\n/, ''))],
    ['a line more', 'is damaged', async () => await appendFile(join(folder, 'records-00001.ndjson'), '{}\n')],
    ['a file less', 'is missing', async () => await rm(join(folder, 'records-00001.ndjson'))],
    ['no manifest', 'has no manifest.json', async () => await rm(join(folder, 'manifest.json'))],
    ['half a manifest', 'or not a manifest', async () => await rewrite('manifest.json', (text) => text.slice(0, 100))],
    ['a manifest that forgets a file', 'does not match', async () => await rewrite('manifest.json', withoutParts)],
    [
      'a manifest that leads elsewhere',
      'or not a manifest',
      async () => await rewrite('manifest.json', (text) => text.replace('"records-0', '"../records-0')),
    ],
    ['a type that is gone', 'holds bills, which', async () => await rewrite('manifest.json', (text) => text.replace('"tasks"', '"bills"'))],
  ];

  it.each(damages)('with %s is refused, and nothing is written', async (_, reason, damage) => {
    await cp(kept, folder, { recursive: true });
    await damage();
    await expect(importAll()).rejects.toThrow(reason);
    await expectNothing();
  });
});

it.each([
  ['a workspace of an export that holds them all', 'one', '--into needs an export of one workspace'],
  ['a workspace that no caller can have', 'a#b', 'is not a valid workspace name'],
])('import refuses %s', async (_, into, reason) => {
  await exportAll(into.includes('#') ? { workspace: 'one' } : {});
  await expect(importAll({ into })).rejects.toThrow(reason);
});

async function rewrite(name: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

function withoutParts(text: string): string {
  return JSON.stringify({ ...JSON.parse(text), parts: [] });
}

/** So much that the table is read in several pages. */
async function fillPages(target: InProcess): Promise<void> {
  const caller = await callerIn(target, 'large');
  const operations = Array.from({ length: 60 }, () => ({ method: 'create', record: { title: 'Large', notes: '😀'.repeat(4_000) } }));
  for (let n = 0; n < 3; n++) expect((await caller.post('/api/v1/tasks/batch', { body: { operations } })).status).toBe(200);
}

/** A command as a process of its own on a target's table; killed as soon as it has written something like `until`. */
async function runCommand(command: readonly string[], { tableName }: InProcess, until?: RegExp) {
  const { accessKeyId, secretAccessKey } = database.clientConfig.credentials;
  const env = {
    PATH: process.env['PATH'],
    DATABASE: 'dynamodb',
    TABLE_NAME: tableName,
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', ...command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (until?.test(output)) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return { code: child.exitCode, output };
}

describe('an import of records with unique fields', () => {
  it('claims their values, names the records whose value another one has, and can run again', async () => {
    const [from, to] = [await startInProcess({ recordTypes: [members] }), await startInProcess({ recordTypes: [members] })];
    const scope = { workspace: 'one', type: members };
    const create = async (target: InProcess, email: string) =>
      await target.services.store.create(scope, { name: 'A', email }, { by: 'ed' });
    const [live, trashed, gone, taken] = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => await create(from, `${name}@example.com`)),
    );
    await from.services.store.trash(scope, trashed?.id ?? '', { by: 'ed' });
    await exportRecords(tableOf(from), { folder, ...quietly });
    await create(to, 'D@example.com');
    const importMembers = async () => await importRecords(tableOf(to), { folder, recordTypes: [members], ...quietly });

    expect(await importMembers()).toEqual({ created: 3, unchanged: 0, different: [], taken: [`members/${taken?.id}`] });
    for (const name of ['a', 'b', 'c']) await expect(create(to, `${name}@example.com`)).rejects.toThrow('another record has this email');
    await to.services.store.destroy(scope, gone?.id ?? '', { by: 'ed' });
    expect(await importMembers()).toMatchObject({ created: 1, unchanged: 2 });
    await expect(create(to, 'c@example.com')).rejects.toThrow('another record has this email');
    expect((await to.services.store.get(scope, live?.id ?? '')).email).toBe('a@example.com');
    await from.close();
    await to.close();
  });
});
