import type { OpenTable } from '../../src/export-import/open-table.ts';
import { MAX_INDEXES } from '../../src/schema/definition.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { slotsIn } from '../../src/store/layout-version.ts';
import { describeIndex, measureTable, planReindex, type ReindexPlan } from '../../src/store/reindex-plan.ts';
import { PRICES, PRICES_REGION } from '../cost/prices.ts';

/** Describes the changes of a reindex and its maximum cost, as text. */
export async function reindexReport(
  { client, tableName, name }: OpenTable,
  recordTypes: readonly RecordType[],
  options: { readonly computeAgain?: boolean } = {},
): Promise<string> {
  const plan = await planReindex({ client, tableName }, recordTypes, options);
  if (plan.changes.length === 0) return `The indexes of ${name} are complete.`;
  return [`The indexes of ${name}:`, ...changeLines(plan), costLine(plan), ...roomLines(plan)].join('\n');
}

/** Returns the same figures for a program. */
export async function planAsJson({ client, tableName }: OpenTable, recordTypes: readonly RecordType[]) {
  const { changes, readUnits, writeUnits } = await planReindex({ client, tableName }, recordTypes);
  const texts = changes.map(({ build, drop, ...change }) => ({
    ...change,
    build: build.map(describeIndex),
    drop: drop.map(describeIndex),
  }));
  return { changes: texts, readUnits, writeUnits, dollars: dollarsOf({ readUnits, writeUnits }) };
}

/** Describes the cost of reading every item once. */
export async function readCostLine({ client, tableName, name }: OpenTable): Promise<string> {
  const { records, readUnits } = await measureTable(client, tableName);
  return `Reading about ${records} items of ${name} takes ${amountOf(readUnits, 'read unit')}: ${price({ readUnits, writeUnits: 0 })}.`;
}

function changeLines({ changes }: ReindexPlan): string[] {
  return changes.flatMap(({ type, build, drop, claim = [], unclaim = [], compute = [], fill = [] }) => [
    ...build.map((index) => `  ${type}: to build  ${describeIndex(index)}`),
    ...drop.map((index) => `  ${type}: to drop   ${describeIndex(index)}`),
    ...claim.map((field) => `  ${type}: to claim  the values of ${field}, which is unique`),
    ...unclaim.map((field) => `  ${type}: to end    the claims of ${field}, which is no longer unique`),
    ...compute.map((field) => `  ${type}: to compute ${field}`),
    ...fill.map((field) => `  ${type}: to write  the default of ${field} into records without a value`),
    ...([build, drop, claim, unclaim, compute, fill].every(({ length }) => length === 0) ? [`  ${type}: to finish`] : []),
  ]);
}

function roomLines({ layout }: ReindexPlan): string[] {
  const room = slotsIn(layout).length;
  return room < MAX_INDEXES ? [`The table has layout ${layout}, with room for ${room} indexes of a type. Run: npm run upgrade-table`] : [];
}

function costLine(plan: ReindexPlan): string {
  const { records, readUnits, writeUnits } = plan;
  return `It reads about ${records} items once (${amountOf(readUnits, 'read unit')}) and takes at most ${amountOf(writeUnits, 'write unit')}: ${price(plan)} on AWS.`;
}

function amountOf(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

type Units = Pick<ReindexPlan, 'readUnits' | 'writeUnits'>;

function dollarsOf({ readUnits, writeUnits }: Units): number {
  return readUnits * PRICES.readUnit.usd + writeUnits * PRICES.writeUnit.usd;
}

function price(units: Units): string {
  const dollars = dollarsOf(units);
  return `$${dollars.toFixed(dollars < 1 ? 4 : 2)} in ${PRICES_REGION}`;
}
