import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openTable, settingsWith } from '../../src/export-import/open-table.ts';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { tryToRun } from '../support/commands.ts';
import { temporaryFolder } from '../support/server-process.ts';

const MINUTE = 60_000;

it(
  '--data selects the folder of export, import and upgrade-table',
  async () => {
    const { folder, remove } = await temporaryFolder();
    const data = join(folder, 'data');
    const copy = join(folder, 'copy');
    const saved = join(folder, 'saved');
    const opened = await openTable(settingsWith(data, {}), { command: 'a test', mayCreate: true, onProgress: () => undefined });
    const store = createDynamoStore({ table: createDynamoTable(opened) });
    await store.create({ workspace: 'w', type: tasks }, { title: 'Paint', status: 'open', priority: 'low' }, { by: 'ed' });
    await opened.close();

    const run = async (command: string, ...args: string[]) =>
      await tryToRun(process.execPath, ['--import', 'tsx', `src/commands/${command}.ts`, ...args], { cwd: '.' });
    const exported = await run('export', '--data', data, '--to', saved);
    const imported = await run('import', '--data', copy, '--from', saved);
    const upgraded = await run('upgrade-table', '--data', copy);
    const missing = await run('export', '--data', join(folder, 'typo'), '--to', saved);
    const created = existsSync(join(folder, 'typo'));
    await remove();

    expect(exported).toMatchObject({ code: 0, output: expect.stringContaining('tasks: 1 live, 0 in the trash') });
    expect(imported).toMatchObject({ code: 0, output: expect.stringContaining('1 records created') });
    expect(upgraded).toMatchObject({ code: 0, output: expect.stringContaining('No upgrade is needed.') });
    expect(missing).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^There are no records in .*typo\. .* --data or DATA_DIR\.\n$/),
    });
    expect(created).toBe(false);
  },
  MINUTE,
);
