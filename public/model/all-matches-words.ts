import type { RecordType } from '../../src/schema/record-type.ts';
import { pluralize } from './labels.ts';
import { formatNumber } from './number-text.ts';

/** The most records that one change reaches, so that a page does not run out of memory. */
export const MAX_RECORDS = 10_000;

export interface AllMatchesWords {
  /** The records, as an object: “2,000 tasks”. */
  readonly what: string;
  /** The name of the button that selects them. */
  readonly offer: string;
}

export interface Total {
  readonly total: number;
  /** If `false`, there may be more. */
  readonly isExact: boolean;
}

/** The words for all records that match a view. `total` is `undefined` until they are counted. */
export function allMatchesWords(type: RecordType, counted: Total | undefined): AllMatchesWords {
  const all = `all matching ${type.title.toLowerCase()}`;
  if (counted === undefined) return { what: all, offer: 'Select all that match' };
  const { total, isExact } = counted;
  if (total > MAX_RECORDS) {
    return { what: `the first ${pluralize(MAX_RECORDS, type)}`, offer: `Select the first ${formatNumber(MAX_RECORDS)} that match` };
  }
  if (isExact) return { what: pluralize(total, type), offer: `Select all ${formatNumber(total)} that match` };
  const more = `(more than ${formatNumber(total)})`;
  return { what: `${all} ${more}`, offer: `Select all that match ${more}` };
}
