import type { FilterProps } from './control.ts';

export interface ChoiceFilterProps extends FilterProps {
  readonly choices: readonly string[];
  /** Former choices, which old records may still have. */
  readonly retired?: readonly string[];
  readonly toLabel: (choice: string) => string;
}

/** Shows a checkbox for each choice. Records match if they have any checked choice. */
export function ChoiceFilter({ operators: [operator = 'eq'], get, set, choices, retired = [], toLabel }: ChoiceFilterProps) {
  const wanted = get(operator).split(',');
  const all = [...choices, ...retired];
  const toggle = (toggled: string) => set(operator, all.filter((choice) => wanted.includes(choice) !== (choice === toggled)).join(','));
  return (
    <div class="options">
      {all.map((choice) => (
        <label key={choice}>
          <input type="checkbox" checked={wanted.includes(choice)} onChange={() => toggle(choice)} /> {toLabel(choice)}
          {retired.includes(choice) && ' (retired)'}
        </label>
      ))}
    </div>
  );
}
