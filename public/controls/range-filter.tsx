import { Bound, type Notation } from './bound.tsx';
import type { FilterProps } from './control.ts';

export interface RangeFilterProps extends FilterProps, Notation {
  readonly type: 'text' | 'date' | 'datetime-local';
  readonly inputMode?: 'decimal';
}

/** An input for each operator of a condition: one value, or “From” and “To”. */
export function RangeFilter({ operators, ...props }: RangeFilterProps) {
  return (
    <div class="pair">
      {operators.map((operator, index) => (
        <Bound key={operator} {...props} operator={operator} word={operators.length === 1 ? 'Value' : index === 0 ? 'From' : 'To'} />
      ))}
    </div>
  );
}
