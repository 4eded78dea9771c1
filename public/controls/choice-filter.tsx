import type { FilterProps } from './control.ts';

export interface ChoiceFilterProps extends FilterProps {
  readonly choices: readonly string[];
  readonly toLabel: (choice: string) => string;
}

/** A checkbox for each choice; the filter takes any of those that are checked. */
export function ChoiceFilter({ get, set, choices, toLabel }: ChoiceFilterProps) {
  const wanted = get('eq').split(',');
  const toggle = (toggled: string) => set('eq', choices.filter((choice) => wanted.includes(choice) !== (choice === toggled)).join(','));
  return (
    <div class="options">
      {choices.map((choice) => (
        <label key={choice}>
          <input type="checkbox" checked={wanted.includes(choice)} onChange={() => toggle(choice)} /> {toLabel(choice)}
        </label>
      ))}
    </div>
  );
}
