import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { billOf } from '../../infra/cost/bill.ts';
import { UNITS } from '../../infra/cost/units.ts';
import { usageOf } from '../../infra/cost/usage.ts';
import { stageNamed } from '../../infra/stage.ts';

const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
const SECONDS_A_MONTH = 26_000_000 / 10;
/** DynamoDB's limit for a partition, in read units a second. */
const PARTITION_READS = 3_000;

const written = (value: number) => value.toLocaleString('en-US');
const cellsOf = (begin: string) => {
  const row = page.split('\n').find((line) => line.startsWith(`| ${begin} |`));
  return (row ?? '')
    .split('|')
    .map((cell) => cell.trim())
    .slice(2, -1);
};

describe('docs/scaling.md', () => {
  it('has the ceilings of the stages', () => {
    const [dev, prod] = [stageNamed('dev').ceilings, stageNamed('prod').ceilings];
    const units = ({ readUnits, writeUnits }: typeof dev) => `${written(readUnits)} and ${written(writeUnits)}`;
    expect(page).toContain(`\`prod\`: ${units(prod)}; \`dev\`: ${units(dev)}`);
    expect(page).toContain(`\`prod\`: ${prod.requests}, bursts of ${prod.burst}; \`dev\`: ${dev.requests} and ${dev.burst}`);
  });

  it.each([
    ['reads of one record', UNITS.get],
    ['pages of 25, in the order of creation', UNITS.page],
    ['pages of 25, by an index', UNITS.indexPage],
  ])('divides the limit of a partition by the units of a request: %s', (row, { tasks, customers }) => {
    const carried = [tasks, customers].map(({ read }) => written(Math.floor(PARTITION_READS / read)));
    expect(cellsOf(row).slice(0, 2)).toEqual(carried);
  });

  it('has the same numbers for the three loads as the bill', () => {
    const loads = [10, 1_000, 100_000].map((rate) => {
      const requests = rate * SECONDS_A_MONTH;
      const usage = usageOf(stageNamed('prod'), { requests, reads: 0.8, records: 1_000_000, users: 100 });
      return { rate, requests, usage, bill: billOf(usage) };
    });
    const rates = (unit: 'readUnit' | 'writeUnit') => loads.map(({ requests, rate, usage }) => ((usage[unit] ?? 0) / requests) * rate);
    const stated = (row: string) => cellsOf(row).map((cell) => Number(cell.replaceAll(/[$,]/g, '')));
    for (const [row, exact] of [
      ['read units a second', rates('readUnit')],
      ['write units a second', rates('writeUnit')],
      ['cost a month', loads.map(({ bill }) => bill.usd)],
    ] as const) {
      expect(stated(row).map((value, n) => Math.abs(value / (exact[n] ?? 0) - 1) < 0.02)).toEqual([true, true, true]);
    }
  });
});
