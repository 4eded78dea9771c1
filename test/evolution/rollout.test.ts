import { afterAll, expect, it } from '@jest/globals';
import { createTable } from '../../src/store/create-table.ts';
import { reindex } from '../../src/store/reindex.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';
import { CHANGES } from './definitions.ts';
import { fill, storeOn, write } from './suite.ts';
import { itemsOf, wrongAnswers } from './truth.ts';

const { client, close } = await openEmbeddedClient();
afterAll(close);

const ROLLED_OUT = CHANGES.filter(([change]) =>
  ['an index is added', 'an index is by another field', 'all indexes are replaced', 'two indexes are swapped'].includes(change),
);

it.each(ROLLED_OUT)(
  'when %s, both versions give correct answers during a rollout and a rollback',
  async (_, before, after) => {
    const tableName = `records-${crypto.randomUUID()}`;
    await createTable(client, tableName);
    const [older, newer] = [storeOn(client, tableName), storeOn(client, tableName)];
    await fill(older, before, 'w', 12);
    const expectCorrect = async (stage: string) => {
      const items = await itemsOf(client, tableName, { workspace: 'w', type: before });
      const wrong = [
        ...(await wrongAnswers(older, { workspace: 'w', type: before }, items)),
        ...(await wrongAnswers(newer, { workspace: 'w', type: after }, items)),
      ];
      expect({ stage, wrong }).toEqual({ stage, wrong: [] });
    };
    const wait = async () => await write(older, { workspace: 'w', type: before });
    const options = { client, tableName, recordTypes: [after], shared: true, wait, onProgress: () => undefined };

    await reindex({ ...options, keepOthers: true });
    await wait();
    await expectCorrect('before the rollout');
    await write(newer, { workspace: 'w', type: after });
    await expectCorrect('during the rollout');
    await reindex(options);
    await write(older, { workspace: 'w', type: before });
    await expectCorrect('after a rollback');
    await reindex({ ...options, recordTypes: [before] });
    await write(newer, { workspace: 'w', type: after });
    await expectCorrect('after a second rollout');
  },
  60_000,
);
