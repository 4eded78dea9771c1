import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import { totalOf } from '../../src/export-import/manifest.ts';
import { type OpenTable, openTable } from '../../src/export-import/open-table.ts';
import { recordTypes } from '../../src/records/index.ts';
import { recordsOfLayout1, unpackLayout1 } from '../support/layout-1.ts';
import { temporaryFolder } from '../support/server-process.ts';

jest.setTimeout(60_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => await temporary.remove());

async function withTable<Result>(dataDir: string, damaged: boolean, use: (table: OpenTable) => Promise<Result>): Promise<Result> {
  const options = { command: 'a test', mayCreate: !damaged, onProgress: () => undefined, damaged };
  const table = await openTable({ DATABASE: 'embedded', DATA_DIR: dataDir, TABLE_NAME: 'records' }, options);
  try {
    return await use(table);
  } finally {
    await table.close();
  }
}

it('an export of a damaged data folder saves what can be read, and leaves the folder as it is', async () => {
  const dataDir = await unpackLayout1(temporary.folder);
  const log = join(dataDir, 'records', '000003.log');
  const bytes = await readFile(log);
  await writeFile(log, bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 8));
  const before = [await readdir(dataDir), await readdir(join(dataDir, 'records'))];
  await expect(withTable(dataDir, false, async () => undefined)).rejects.toThrow(/is damaged: \d+ bytes of 000003\.log cannot be read/);

  const folder = join(temporary.folder, 'saved');
  const saved = await withTable(dataDir, true, async (table) => await exportRecords(table, { folder, onProgress: () => undefined }));
  const { tasks, customers } = await recordsOfLayout1();
  expect(totalOf(saved)).toBeGreaterThan(10);
  expect(totalOf(saved)).toBeLessThan(tasks.length + customers.length);
  expect([await readdir(dataDir), await readdir(join(dataDir, 'records'))]).toEqual(before);
  expect(await readFile(log)).toEqual(bytes);

  const imported = await withTable(
    join(temporary.folder, 'new'),
    false,
    async (table) => await importRecords(table, { folder, recordTypes, onProgress: () => undefined }),
  );
  expect(imported).toEqual({ created: totalOf(saved), unchanged: 0, different: [], taken: [] });
});
