import { afterAll, expect, it } from '@jest/globals';
import { createHistory } from '../../src/history/history.ts';
import { createHistoryWriter } from '../../src/history/history-writer.ts';
import { LOCAL_TIMING } from '../../src/local/embedded-history.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
afterAll(async () => await target.close());

it('keeps the entry of a record that is too large to be stored twice in an item', async () => {
  const table = createDynamoTable(target);
  const id = '01a222fe-3c0e-7069-9696-2908184a0b45';
  const versionOf = (version: number, text: string) => ({
    pk: 'records#one#tasks',
    sk: id,
    version,
    updatedAt: '2026-11-28T12:00:00.000Z',
    updatedBy: 'ed',
    notes: `${text} ü😀 `.repeat(25_000),
  });
  const [before, after] = [versionOf(1, 'old'), versionOf(2, 'new')];
  await createHistoryWriter({ table, days: 30 }).write([{ before, after }]);
  const { reader } = createHistory({ table, days: 30, timing: LOCAL_TIMING });
  const entry = await reader.find({ workspace: 'one', typeName: 'tasks', id }, 2);
  expect(entry).toMatchObject({ values: { notes: after.notes }, before: { notes: before.notes } });
});
