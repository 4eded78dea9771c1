import { PRICES, type Price, type PriceKey } from './prices.ts';

/** Units used per month, by price. A missing entry means 0. */
export type Usage = Readonly<Partial<Record<PriceKey, number>>>;

export interface BillLine {
  readonly service: string;
  readonly unit: string;
  readonly amount: number;
  /** US dollars without the free tier, for an account that uses the free tier elsewhere. */
  readonly usd: number;
  /** US dollars if nothing else in the account uses the free tier. */
  readonly usdBeyondFree: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly usd: number;
  readonly usdBeyondFree: number;
}

export function billOf(usage: Usage): Bill {
  const prices: readonly [string, Price][] = Object.entries(PRICES);
  const amounts = new Map<string, number>(Object.entries(usage));
  const lines = prices.flatMap(([key, price]) => {
    const amount = amounts.get(key) ?? 0;
    return amount === 0 ? [] : [lineOf(price, amount)];
  });
  return { lines, usd: sum(lines.map((line) => line.usd)), usdBeyondFree: sum(lines.map((line) => line.usdBeyondFree)) };
}

function lineOf({ service, unit, usd, free }: Price, amount: number): BillLine {
  return { service, unit, amount, usd: amount * usd, usdBeyondFree: Math.max(0, amount - free) * usd };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
