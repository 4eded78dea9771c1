import type { Operator } from '../../src/schema/field.ts';
import { Bound } from './bound.tsx';
import type { FilterProps } from './control.ts';

export interface TextFilterProps extends FilterProps {
  /** The placeholder for each operator. An operator without one is not shown. */
  readonly words: Readonly<Partial<Record<Operator, string>>>;
}

export function TextFilter({ words, ...props }: TextFilterProps) {
  return (
    <div class="pair">
      {props.field.operators.map((operator) => {
        const word = words[operator];
        return word !== undefined && <Bound key={operator} {...props} type="text" operator={operator} word={word} />;
      })}
    </div>
  );
}
