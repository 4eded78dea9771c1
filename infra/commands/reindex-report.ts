import type { OpenTable } from '../../src/export-import/open-table.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { describeIndex, planReindex, type ReindexPlan } from '../../src/store/reindex-plan.ts';
import { PRICES, PRICES_REGION } from '../cost/prices.ts';

/** What a reindex would do and what it costs at most, as text. */
export async function reindexReport({ client, tableName, name }: OpenTable, recordTypes: readonly RecordType[]): Promise<string> {
  const plan = await planReindex(client, tableName, recordTypes);
  if (plan.changes.length === 0) return `The indexes of ${name} are complete.`;
  return [`The indexes of ${name}:`, ...changeLines(plan), costLine(plan)].join('\n');
}

function changeLines({ changes }: ReindexPlan): string[] {
  return changes.flatMap(({ type, build, drop }) => [
    ...build.map((index) => `  ${type}: to build  ${describeIndex(index)}`),
    ...drop.map((index) => `  ${type}: to drop   ${describeIndex(index)}`),
    ...(build.length + drop.length === 0 ? [`  ${type}: to finish`] : []),
  ]);
}

function costLine({ records, readUnits, writeUnits }: ReindexPlan): string {
  const dollars = readUnits * PRICES.readUnit.usd + writeUnits * PRICES.writeUnit.usd;
  const price = `$${dollars.toFixed(dollars < 1 ? 4 : 2)} in ${PRICES_REGION}`;
  return `It reads about ${records} items once (${readUnits} read units) and takes at most ${writeUnits} write units: ${price} on AWS.`;
}
