import type { Stage } from '../stage.ts';
import { type Bill, billOf } from './bill.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import { idleUsage, type Load, usageAtCeilings, usageOf } from './usage.ts';

/** The bill of a month as text: under a load, in a month in which nobody comes, and at most. */
export function costReport(stage: Stage, load: Load): string {
  const loaded = `${count(load.requests)} requests, ${Math.round(load.reads * 100)} % of them reads, ${count(load.records)} records`;
  return [
    `A month of stage ${stage.name} in ${PRICES_REGION}, in US dollars at the prices of ${PRICES_AS_OF}, before taxes.`,
    'The second sum leaves out what AWS never charges an account for; use the first if the account spends that elsewhere.',
    '',
    ...section(`With ${loaded}`, billOf(usageOf(stage, load))),
    ...section('With no request at all and nothing stored', billOf(idleUsage(stage))),
    ...section(
      'At most: every ceiling reached in every second (what is stored and what CloudFront sends has none)',
      billOf(usageAtCeilings(stage)),
    ),
  ].join('\n');
}

function section(title: string, { lines, usd, usdBeyondFree }: Bill): string[] {
  const rows = lines.map((line) => [line.service, line.unit, count(line.amount), money(line.usd), money(line.usdBeyondFree)]);
  return [title, ...table([...rows, ['', 'together', '', money(usd), money(usdBeyondFree)]]), ''];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isFigure = (column: number) => column > 1;
  return rows.map(
    (row) => `  ${row.map((cell, n) => (isFigure(n) ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join('  ')}`,
  );
}

function count(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 3 : 0 });
}

function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
