import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { reportOfType } from '../../infra/commands/report-of-type.ts';
import { measureParts, type PartCost } from '../../infra/cost/measured/measure-parts.ts';
import { measureType } from '../../infra/cost/measured/measure-type.ts';
import { openMeteredTable } from '../../infra/cost/measured/metered-table.ts';
import { type Operation, UNITS, type Units } from '../../infra/cost/units.ts';
import { DEFAULT_LOAD } from '../../infra/cost/usage.ts';
import { stageNamed } from '../../infra/stage.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { bookings } from '../support/bookings.ts';
import { orders } from '../support/orders.ts';

jest.setTimeout(120_000);

const costs = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
const types = [tasks, customers, bookings];
const open = openMeteredTable;
const BUILT_IN = [
  { type: tasks, stated: (operation: Operation): Units => UNITS[operation].tasks },
  { type: customers, stated: (operation: Operation): Units => UNITS[operation].customers },
];

describe('the units in the bill', () => {
  it.each(BUILT_IN)('are the measured units of the requests of $type.name', async ({ type, stated }) => {
    const { operations } = await measureType({ type, types, open });
    expect(operations).toEqual(Object.fromEntries(Object.keys(operations).map((name) => [name, stated(operationNamed(name))])));
  });

  it('are the same in docs/cost.md', () => {
    const rows = Object.entries(UNITS).map(
      ([operation, { tasks, customers }]) => `| ${operation} | ${tasks.read} | ${tasks.write} | ${customers.read} | ${customers.write} |`,
    );
    expect(rows.filter((row) => !costs.includes(row))).toEqual([]);
  });

  it('are in the output of `npm run cost -- --type tasks` in docs/cost.md', async () => {
    expect(costs).toContain(await reportOfType({ type: tasks, stage: stageNamed('prod'), load: DEFAULT_LOAD }));
  });
});

describe('types that refer to each other', () => {
  const players = defineRecordType({
    name: 'players',
    title: 'Players',
    singular: 'player',
    fields: {
      name: text({ max: 100, required: true, unique: true }),
      team: reference({ to: 'teams', required: true }),
      trainer: reference({ to: 'players' }),
    },
    filterable: ['team'],
    indexes: [{ where: 'team', by: 'createdAt' }],
    example: { name: 'Ada' },
  });
  const teams = defineRecordType({
    name: 'teams',
    title: 'Teams',
    singular: 'team',
    fields: { name: text({ max: 100, required: true, unique: true }), captain: reference({ to: 'players' }) },
    filterable: [],
    indexes: [],
    example: { name: 'Analysts' },
  });

  it('can be measured, also with unique values', async () => {
    const { operations, changes } = await measureType({ type: players, types: [players, teams], open });
    expect(operations.create).toEqual({ read: 1, write: 3 });
    expect(changes.get('team')).toEqual({ read: 1, write: 3 });
    expect(changes.get('trainer')).toEqual({ read: 1, write: 2 });
    const { operations: ofTeams } = await measureType({ type: teams, types: [players, teams], open });
    expect(ofTeams.create).toEqual({ read: 0, write: 2 });
  });
});

it('measures a type with computed fields, but no change of a computed field', async () => {
  const { changes } = await measureType({ type: orders, types: [orders], open });
  expect([...changes.keys()].sort()).toEqual(['item', 'partOf', 'price', 'quantity']);
});

function operationNamed(name: string): Operation {
  const operation = Object.keys(UNITS).find((known): known is Operation => known === name);
  if (operation === undefined) throw new RangeError(`${name} is not in the bill`);
  return operation;
}

describe('the cost of the parts of a definition', () => {
  let parts: readonly PartCost[];
  const part = (name: string) => parts.find((cost) => cost.part === name);

  beforeAll(async () => {
    parts = await measureParts({ type: bookings, types, open });
  });

  it('has a part for each index, unique field and reference, and one for the rules', () => {
    expect(parts.map((cost) => cost.part)).toEqual(['index by from', 'unique invoice', 'reference signedBy', 'rules']);
  });

  it('is one unit for a new entry of an index, and two for a changed entry', () => {
    expect(part('index by from')).toMatchObject({ create: { read: 0, write: 1 }, change: { read: 0, write: 2 } });
  });

  it('is the units of the claims for a unique field', () => {
    expect(part('unique invoice')).toMatchObject({
      create: { read: 0, write: 1 },
      change: { read: 2, write: 2 },
      trash: { read: 0, write: 0 },
      restore: { read: 0, write: 1 },
    });
  });

  it('is the read of the person for a reference', () => {
    expect(part('reference signedBy')).toMatchObject({ create: { read: 1, write: 0 }, change: { read: 1, write: 0 } });
  });

  it('is the read of the record before a change for rules', () => {
    expect(part('rules')).toMatchObject({ create: { read: 0, write: 0 }, change: { read: 1, write: 0 } });
  });
});
