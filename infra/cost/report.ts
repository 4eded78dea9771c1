import type { Stage } from '../stage.ts';
import { type Bill, billOf } from './bill.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import { idleUsage, type Load, usageAtCeilings, usageOf } from './usage.ts';

/** Returns the monthly bill as text: under load, idle, and at the limits. */
export function costReport(stage: Stage, load: Load): string {
  const loaded = `${count(load.requests)} requests, ${Math.round(load.reads * 100)} % of them reads, ${count(load.records)} records`;
  return [
    `Monthly cost of stage ${stage.name} in ${PRICES_REGION}, in US dollars, prices of ${PRICES_AS_OF}, before taxes.`,
    'The second amount subtracts the free tier. Use the first one if the account uses the free tier elsewhere.',
    '',
    ...section(`With ${loaded}`, billOf(usageOf(stage, load))),
    ...section('Idle: no requests and no records', billOf(idleUsage(stage, load.hooks))),
    ...section(
      'Maximum: every limit reached in every second (storage and CloudFront traffic have no limit)',
      billOf(usageAtCeilings(stage, load.hooks)),
    ),
  ].join('\n');
}

export function section(title: string, { lines, usd, usdBeyondFree }: Bill): string[] {
  const rows = lines.map((line) => [line.service, line.unit, count(line.amount), money(line.usd), money(line.usdBeyondFree)]);
  return [title, ...table([...rows, ['', 'total', '', money(usd), money(usdBeyondFree)]]), ''];
}

export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumeric = (column: number) => column > 1;
  return rows.map(
    (row) => `  ${row.map((cell, n) => (isNumeric(n) ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join('  ')}`,
  );
}

function count(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 3 : 0 });
}

function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
