import type { FilterProps } from './control.ts';

export interface ChoiceFilterProps extends FilterProps {
  readonly choices: readonly string[];
  /** Former choices, which records may still have. */
  readonly retired?: readonly string[];
  readonly toLabel: (choice: string) => string;
}

/** A checkbox for each choice; the filter takes any of those that are checked. */
export function ChoiceFilter({ get, set, choices, retired = [], toLabel }: ChoiceFilterProps) {
  const wanted = get('eq').split(',');
  const all = [...choices, ...retired];
  const toggle = (toggled: string) => set('eq', all.filter((choice) => wanted.includes(choice) !== (choice === toggled)).join(','));
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
