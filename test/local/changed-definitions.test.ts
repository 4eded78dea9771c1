import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { openTable } from '../../src/export-import/open-table.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { runServer } from '../../src/server/run-server.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { changeKeptDefinitions, describeTypes, isUnchanged, readKeptDefinitions } from '../../src/store/kept-definitions.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/server-process.ts';

/** The tasks of an earlier version, with a choice that today's do not have. */
const EARLIER: RecordType = { ...tasks, fields: { ...tasks.fields, status: choice({ choices: ['open', 'blocked'] }) } };

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await temporary.remove();
});

async function onTable<Result>(use: (table: ReturnType<typeof createDynamoTable>) => Promise<Result>): Promise<Result> {
  const options = { command: 'a test', mayCreate: true, onProgress: () => undefined };
  const opened = await openTable({ DATABASE: 'embedded', DATA_DIR: temporary.folder }, options);
  try {
    return await use(createDynamoTable(opened));
  } finally {
    await opened.close();
  }
}

const kept = async () => await onTable(async (table) => await readKeptDefinitions(table));

/** @returns what a server wrote from its start until `until` holds */
async function outputOfStart(until: (output: string) => boolean | Promise<boolean>): Promise<string> {
  let output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  const config = readConfig({ DATABASE: 'embedded', DATA_DIR: temporary.folder, PORT: '0' });
  const server = await runServer({ config, env: {}, forPeople: true });
  await eventually(async () => expect(await until(output)).toBe(true));
  await server.close();
  jest.restoreAllMocks();
  return output;
}

async function isListening(output: string): Promise<boolean> {
  await delay(100);
  return output.includes('Address');
}

describe('a start with an embedded database', () => {
  it('warns of what a changed definition hides, at each start until it is resolved, and keeps the former definition', async () => {
    await onTable(async (table) => {
      const store = createDynamoStore({ table });
      for (let n = 0; n < 12; n++) await store.create({ workspace: 'w', type: EARLIER }, { title: 'x', status: 'blocked' }, { by: 'ed' });
      await changeKeptDefinitions(table, () => ({ types: describeTypes([EARLIER]) }));
    });
    for (let start = 0; start < 2; start++) {
      const output = await outputOfStart((text) => text.includes('--accept'));
      expect(output).toMatch(
        /warn tasks\.status: 12 records have the removed choice "blocked" \(.*\)\. To keep it: retired: \['blocked'\]\.\n/,
      );
      expect(output).toContain(`npm run check-data -- --data ${temporary.folder} --accept "the reason"`);
    }
    expect((await kept()).types).toEqual(describeTypes([EARLIER]));
  });

  it('keeps definitions that every value fits, and says nothing of them', async () => {
    // The end of a server also ends its comparison, which then runs at the next start.
    await eventually(async () => {
      expect(await outputOfStart(isListening)).not.toContain('warn');
      expect(isUnchanged(await kept(), recordTypes)).toBe(true);
    });
  });
});
