import type { Stage } from '../stage.ts';
import { billOf } from './bill.ts';
import type { PartCost } from './measured/measure-parts.ts';
import type { TypeCost } from './measured/measure-type.ts';
import { PRICES, PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import { section, table } from './report.ts';
import type { Units } from './units.ts';
import { type Load, type Profile, usageOf } from './usage.ts';

export interface TypeReport {
  readonly stage: Stage;
  readonly load: Load;
  readonly name: string;
  readonly cost: TypeCost;
  readonly parts: readonly PartCost[];
}

const MILLION = 1e6;

/** Returns as text what operations on a type cost, what the parts of its definition add, and the monthly bill if all records are of it. */
export function typeReport(report: TypeReport): string {
  const { stage, load, name, cost } = report;
  const loaded = `${load.requests.toLocaleString('en-US')} requests, ${Math.round(load.reads * 100)} % of them reads`;
  const month = `a month with ${loaded}, and ${load.records.toLocaleString('en-US')} records`;
  return [
    `Cost of ${name}, measured with the example of its definition, in US dollars.`,
    `Prices of ${PRICES_AS_OF} in ${PRICES_REGION}, before taxes.`,
    `A record has ${cost.bytes} bytes and is in ${cost.indexes} indexes; an entry of its history has ${cost.entryBytes} bytes.`,
    '',
    'Units of DynamoDB',
    ...table([['operation', '', 'read', 'write', '$ per million'], ...operationRows(cost)]),
    '',
    'What each part adds: read + write units, in a record that uses it',
    ...table([['part', '', 'create', 'its change', 'trash', 'restore', '$ a month'], ...partRows(report)]),
    '',
    `The last column is for ${month}.`,
    '',
    ...section('That month as a whole, without and with the free tier', billOf(usageOf(stage, load, profileOf(cost)))),
  ].join('\n');
}

type Row = readonly [name: string, what: string, units: Units];

function operationRows({ operations, order, changes, actions }: TypeCost): string[][] {
  const byIndex: readonly Row[] = order === undefined ? [] : [['page', `of 25, by ${order}`, operations.indexPage]];
  const rows: readonly Row[] = [
    ['get', '', operations.get],
    ['page', 'of 25, newest first', operations.page],
    ...byIndex,
    ['create', '', operations.create],
    ['create', 'with an Idempotency-Key', operations.createOnce],
    ...[...changes].map(([field, units]): Row => ['change', field, units]),
    ...[...actions].map(([action, units]): Row => ['action', action, units]),
    ['trash', '', operations.trash],
    ['restore', '', operations.restore],
    ['history', 'entry of each of these writes', operations.entry],
  ];
  return rows.map(([name, what, units]) => [name, what, String(units.read), String(units.write), (usdOf(units) * MILLION).toFixed(2)]);
}

function partRows({ stage, load, cost, parts }: TypeReport): string[][] {
  const monthly = (of: TypeCost, on = stage, under = load) => billOf(usageOf(on, under, profileOf(of))).usd;
  const withoutHooks = { ...load, hooks: false };
  const entry = added(cost.operations.entry);
  const history =
    stage.changes === false ? 0 : monthly(cost, stage, withoutHooks) - monthly(cost, { ...stage, changes: false }, withoutHooks);
  const hooks = monthly(cost) - monthly(cost, stage, withoutHooks);
  return [
    ...parts.map(({ part, create, change, trash, restore, full, without }) => [
      part,
      '',
      ...[create, change, trash, restore].map(added),
      (monthly(full) - monthly(without)).toFixed(2),
    ]),
    ['history', '', entry, entry, entry, entry, history.toFixed(2)],
    ...(load.hooks === true ? [['hooks', '', ...Array(4).fill('0 + 0'), hooks.toFixed(2)]] : []),
  ];
}

function profileOf({ operations, bytes, indexes, entryBytes }: TypeCost): Profile {
  return {
    unitsOf: (operation) => operations[operation],
    recordKb: bytes / 1024,
    indexesPerRecord: indexes,
    entryKb: entryBytes / 1024,
  };
}

function usdOf({ read, write }: Units): number {
  return read * PRICES.readUnit.usd + write * PRICES.writeUnit.usd;
}

function added({ read, write }: Units): string {
  return `${read} + ${write}`;
}
