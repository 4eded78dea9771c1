import type { Field } from '../../src/schema/field.ts';
import { humanize } from '../model/labels.ts';
import { completionOf, mainChoice } from '../model/type-display.ts';
import { ChoiceIcon, StepIcon } from './choice-icon.tsx';
import type { CellProps, FieldControl } from './control.ts';
import { ChoiceFilter, SelectInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

/** A choice from a fixed list. */
export const select: FieldControl = {
  ...textCodec,
  Input: (props) => <SelectInput {...props} choices={choicesOf(props.field)} retired={retiredOf(props.field)} toLabel={humanize} />,
  Filter: (props) => <ChoiceFilter {...props} choices={choicesOf(props.field)} retired={retiredOf(props.field)} toLabel={humanize} />,
  width: (field) => ({ least: Math.max(100, ...choicesOf(field).map((choice) => 8 * choice.length + 52)), grows: false }),
  Cell,
  isOneChoice: true,
  toText: (value) => humanize(String(value)),
};

function choicesOf({ control }: Field): readonly string[] {
  return control.type === 'select' ? control.choices : [];
}

function retiredOf({ control }: Field): readonly string[] {
  return (control.type === 'select' ? control.retired : undefined) ?? [];
}

function Cell({ type, name, field, value }: CellProps) {
  const choice = String(value);
  return (
    <span class="choice">
      {mainChoice(type)?.name === name ? (
        <ChoiceIcon choices={choicesOf(field)} choice={choice} isProgress={completionOf(type) !== undefined} />
      ) : (
        <StepIcon choices={choicesOf(field)} choice={choice} />
      )}
      <span key={choice}>{humanize(choice)}</span>
    </span>
  );
}
