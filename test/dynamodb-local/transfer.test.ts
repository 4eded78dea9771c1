import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import { recordTypes } from '../../src/records/index.ts';
import { allThatIsAnswered, fillWithEverything, tableOf } from '../export-import/support/transfer.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

/** Without history, because it is written later and an export could miss entries. `test/export-import/history.test.ts` moves one. */
const WITHOUT_HISTORY = { services: { history: undefined } };

it('moves records from the embedded database to DynamoDB and back, and the API answers the same each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  const [first, second, third] = [await startEmbedded(), await startInProcess(WITHOUT_HISTORY), await startEmbedded()];
  await fillWithEverything(first);
  const [digest, digestOnTheWay] = [await move(first, second, join(folder, '1')), await move(second, third, join(folder, '2'))];
  expect(digestOnTheWay).toBe(digest);
  for (const workspace of ['one', 'two']) {
    const answers = await allThatIsAnswered(first, workspace);
    expect(await allThatIsAnswered(second, workspace)).toEqual(answers);
    expect(await allThatIsAnswered(third, workspace)).toEqual(answers);
  }
  await Promise.all([first.close(), second.close(), third.close(), rm(folder, { recursive: true })]);
}, 60_000);

async function move(source: InProcess, goal: InProcess, folder: string): Promise<string> {
  const quietly = { folder, onProgress: () => undefined };
  const { digest } = await exportRecords(tableOf(source), quietly);
  expect(await importRecords(tableOf(goal), { ...quietly, recordTypes })).toMatchObject({ created: 70, different: [] });
  return digest;
}

/** A target on the embedded database, although this test project uses DynamoDB Local. */
async function startEmbedded(): Promise<InProcess> {
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  delete process.env['DYNAMODB_ENDPOINT'];
  try {
    return await startInProcess(WITHOUT_HISTORY);
  } finally {
    process.env['DYNAMODB_ENDPOINT'] = endpoint;
  }
}
