import { useId } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import type { FilterProps } from './control.ts';
import { ReferencePicker } from './reference-picker.tsx';

/** Filters by one record. A filter by several records, from an address, stays until a person chooses one. */
export function ReferenceFilter({ label, field, operators: [operator = 'eq'], get, set }: FilterProps) {
  const { types } = useApp();
  const id = useId();
  const type = types.find(({ name }) => name === field.refersTo);
  if (type === undefined) return null;
  const value = get(operator);
  return (
    <ReferencePicker
      type={type}
      id={id}
      value={value.includes(',') ? '' : value}
      input={{ 'aria-label': label }}
      onChoose={(chosen) => set(operator, chosen)}
    />
  );
}
