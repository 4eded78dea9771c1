import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { createHistory } from '../../src/history/history.ts';
import { createHistoryWriter } from '../../src/history/history-writer.ts';
import { LOCAL_TIMING } from '../../src/local/embedded-history.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
afterAll(async () => await target.close());

const table = createDynamoTable(target);
const record = { pk: 'records#one#tasks', updatedAt: '2026-11-28T12:00:00.000Z', updatedBy: 'ed' };
const { reader } = createHistory({ table, days: 30, timing: LOCAL_TIMING });

it('keeps the entry of a record that is too large to be stored twice in an item', async () => {
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
  const entry = await reader.find({ workspace: 'one', typeName: 'tasks', id }, 2);
  expect(entry).toMatchObject({ values: { notes: after.notes }, before: { notes: before.notes } });
});

it('keeps random text once that both versions have', async () => {
  const [id, text] = ['01a222fe-3c0e-7069-9696-2908184a0b46', randomBytes(200_000).toString('base64')];
  const versionOf = (version: number, end: string) => ({ ...record, sk: id, version, notes: text + end });
  await createHistoryWriter({ table, days: 30 }).write([{ before: versionOf(1, 'old'), after: versionOf(2, 'new') }]);
  expect(await reader.find({ workspace: 'one', typeName: 'tasks', id }, 2)).toMatchObject({ values: { notes: `${text}new` } });
});

it('keeps who wrote it and when, without the values, if they do not fit at all, and goes on', async () => {
  const id = '01a222fe-3c0e-7069-9696-2908184a0b47';
  const versionOf = (version: number) => ({ ...record, sk: id, version, notes: randomBytes(280_000).toString('base64') });
  const small = { ...record, sk: id, version: 3, notes: 'small' };
  const [one, two] = [versionOf(1), versionOf(2)];
  await createHistoryWriter({ table, days: 30 }).write([
    { before: one, after: two },
    { before: { ...record, sk: id, version: 2 }, after: small },
  ]);
  const name = { workspace: 'one', typeName: 'tasks', id };
  expect(await reader.find(name, 2)).toMatchObject({ by: 'ed', isOmitted: true, values: {}, before: {} });
  expect(await reader.find(name, 3)).toMatchObject({ isOmitted: false, values: { notes: 'small' } });
});
