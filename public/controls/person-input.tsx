import { ME } from '../../src/schema/fields/person.ts';
import { useApp } from '../state/app-context.ts';
import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';
import { useNames } from './use-names.ts';
import { usePeople } from './use-people.ts';

export function PersonInput(props: InputProps) {
  const people = usePeople();
  const nameOf = useNames();
  const { sub } = useApp().person.value;
  const value = props.value === ME ? sub : String(props.value);
  // A person who is no longer in the directory is offered only if the record has them.
  const known = value === '' || people.includes(value) ? people : [...people, value];
  return (
    <select {...inputAttributes(props)} value={value} onChange={(event) => props.onInput(event.currentTarget.value)}>
      <option value="">–</option>
      {known.map((id) => (
        <option key={id} value={id}>
          {nameOf(id)}
        </option>
      ))}
    </select>
  );
}
