import { Bound, type Notation } from './bound.tsx';
import type { FilterProps } from './control.ts';

export interface RangeFilterProps extends FilterProps, Notation {
  readonly type: 'text' | 'date' | 'datetime-local';
  readonly inputMode?: 'decimal';
}

export function RangeFilter(props: RangeFilterProps) {
  return (
    <div class="pair">
      <Bound {...props} operator="gte" word="from" />
      <Bound {...props} operator="lte" word="to" />
    </div>
  );
}
