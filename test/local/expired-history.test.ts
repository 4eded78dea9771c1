import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createHistory } from '../../src/history/history.ts';
import { createHistoryWriter } from '../../src/history/history-writer.ts';
import { LOCAL_TIMING } from '../../src/local/embedded-history.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { sweepExpired } from '../../src/store/ttl-sweeper.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const record = { workspace: 'one', typeName: 'tasks', id: '01a222fe-3c0e-7069-9696-2908184a0b45' };
let target: InProcess;
beforeEach(async () => {
  target = await startInProcess();
});
afterEach(async () => await target.close());

it.each([
  ['kept for HISTORY_DAYS', DAYS - 1, 1],
  ['gone after them, before the database removes it', DAYS + 1, 0],
])('an entry is %s', async (_, age, found) => {
  const table = createDynamoTable(target);
  const now = () => new Date(Date.now() - age * DAY_MS);
  const after = { pk: 'records#one#tasks', sk: record.id, version: 1, updatedAt: now().toISOString(), updatedBy: 'ed', title: 'x' };
  await createHistoryWriter({ table, days: DAYS, now }).write([{ after }]);
  const { reader } = createHistory({ table, days: DAYS, timing: LOCAL_TIMING });
  expect((await reader.list(record, { limit: 10 })).entries).toHaveLength(found);
  expect((await reader.feed('one', { limit: 10, from: { settled: '' } })).entries).toHaveLength(found);
  expect(await reader.find(record, 1)).toEqual(found === 1 ? expect.objectContaining({ version: 1 }) : undefined);
  expect(await sweepExpired(target.client, target)).toBe(1 - found);
});
