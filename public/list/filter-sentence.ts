import type { RecordType } from '../../src/schema/record-type.ts';
import type { TitleOf } from '../controls/control.ts';
import { describeFilter, type FilterDescription, subjectOf } from '../controls/describe-filter.ts';
import { parameterOf } from '../model/filters.ts';
import { labelOf } from '../model/labels.ts';
import type { ShownFilter } from './conditions.ts';

export interface FilterSentence extends FilterDescription {
  readonly joinedBy: string;
}

/** A filter in words: “Due between Dec 1 and Dec 7”. */
export function filterSentence(type: RecordType, { name, condition, operands }: ShownFilter, titleOf: TitleOf): FilterSentence {
  const { asks, words } = condition;
  const described = asks.map((operator) => describeFilter(type, parameterOf(name, operator), operands[operator] ?? '', titleOf));
  const [first] = described;
  if (first !== undefined && described.length === 1) return { ...first, joinedBy: ' or ' };
  return {
    words: `${subjectOf(labelOf(type, name), words)} ${words}`,
    values: described.flatMap(({ values }) => values),
    fits: described.every(({ fits }) => fits),
    joinedBy: ' and ',
  };
}
