import { humanize } from '../model/labels.ts';
import { choicesOf, completionOf, mainChoice } from '../model/type-display.ts';
import { ChoiceIcon, StepIcon } from './choice-icon.tsx';
import type { CellProps, FieldControl } from './control.ts';
import { ChoiceFilter, SelectInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

/** A choice from a fixed list. */
export const select: FieldControl = {
  ...textCodec,
  Input: (props) => <SelectInput {...props} {...choicesOf(props.field.control)} toLabel={humanize} />,
  Filter: (props) => <ChoiceFilter {...props} {...choicesOf(props.field.control)} toLabel={humanize} />,
  width: (field) => ({ least: Math.max(100, ...choicesOf(field.control).choices.map((choice) => 8 * choice.length + 52)), grows: false }),
  Cell,
  isOneChoice: true,
  toText: (value) => humanize(String(value)),
};

function Cell({ type, name, field, value }: CellProps) {
  const choice = String(value);
  return (
    <span class="choice">
      {mainChoice(type)?.name === name ? (
        <ChoiceIcon {...choicesOf(field.control)} choice={choice} isProgress={completionOf(type)?.field === name} />
      ) : (
        <StepIcon choices={choicesOf(field.control).choices} choice={choice} />
      )}
      <span key={choice}>{humanize(choice)}</span>
    </span>
  );
}
