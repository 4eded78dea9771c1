import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type RunOptions, runServer } from '../../src/server/run-server.ts';
import type { Services } from '../../src/services.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/server-process.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let runs = 0;
const original = [...recordTypes];
beforeEach(async () => {
  temporary = await temporaryFolder();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const after = () => {
    runs++;
    throw new Error('down');
  };
  Object.assign(
    recordTypes,
    original.map((type) => (type.name === 'tasks' ? { ...type, hooks: { after } } : type)),
  );
});
afterEach(async () => {
  Object.assign(recordTypes, original);
  jest.restoreAllMocks();
  await temporary.remove();
});

async function start(prepare: RunOptions['prepare']) {
  const config = readConfig({ DATABASE: 'embedded', DATA_DIR: temporary.folder, PORT: '0' });
  return await runServer({ config, env: {}, forPeople: false, prepare });
}

it('runs no hook if the server cannot start', async () => {
  const server = await start(async ({ store }: Services) => {
    await store.create({ workspace: 'main', type: tasks }, { title: 'a' }, { by: 'ada' });
    return [];
  });
  await eventually(async () => expect(runs).toBeGreaterThan(0));
  await server.close();

  runs = 0;
  const failing = async () => {
    await delay(200);
    throw new Error('cannot prepare');
  };
  await expect(start(failing)).rejects.toThrow('cannot prepare');
  expect(runs).toBe(0);

  const again = await start(async () => []);
  await eventually(async () => expect(runs).toBeGreaterThan(0));
  await again.close();
});
