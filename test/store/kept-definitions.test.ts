import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { recordTypes } from '../../src/records/index.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoTable, type DynamoTable } from '../../src/store/dynamo-client.ts';
import {
  changeKeptDefinitions,
  describeField,
  describeTypes,
  isSameDefinition,
  readKeptDefinitions,
} from '../../src/store/kept-definitions.ts';
import { CHANGES } from '../evolution/definitions.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';

const { client, close } = await openEmbeddedClient();
afterAll(close);
let table: DynamoTable;
beforeAll(async () => {
  await createTable(client, 'records');
  table = createDynamoTable({ client, tableName: 'records' });
});

it('come back from the table as they were, so that an unchanged definition is recognized', async () => {
  expect(await readKeptDefinitions(table)).toEqual({ revision: 0, types: {} });
  const all = [...recordTypes, ...CHANGES.map(([, , after], n) => ({ ...after, name: `jobs-${n}` }))];
  await changeKeptDefinitions(table, () => ({ types: describeTypes(all) }));
  const kept = await readKeptDefinitions(table);
  expect(isSameDefinition(kept.types, describeTypes(all))).toBe(true);
  expect(kept.revision).toBe(1);
});

it('are all kept when several processes do it at once', async () => {
  const names = ['a', 'b', 'c'];
  await Promise.all(
    names.map(async (name) => await changeKeptDefinitions(table, ({ types }) => ({ types: { ...types, [name]: { fields: {} } } }))),
  );
  expect(Object.keys((await readKeptDefinitions(table)).types)).toEqual(expect.arrayContaining(names));
});

it('distinguish retired choices from current ones', () => {
  expect(describeField(choice({ choices: ['open'], retired: ['blocked'] }))).toMatchObject({
    kind: 'choice',
    retired: ['blocked'],
    rules: { enum: ['open', 'blocked'] },
  });
});

it('contain the type that a field refers to', () => {
  const described = describeField({ ...choice({ choices: ['open'], was: 'state' }), refersTo: 'customers' });
  expect(described).toMatchObject({ was: 'state', refersTo: 'customers' });
});

it('have no texts for people, which change nothing', () => {
  const described = describeField({
    ...choice({ choices: ['open'] }),
    jsonSchema: { type: 'string', description: 'x', items: { title: 'y' } },
  });
  expect(described.rules).toEqual({ type: 'string', items: {} });
});
