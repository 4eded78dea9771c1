import { ME } from '../../src/schema/fields/person.ts';
import { joinValues, splitValues } from '../../src/schema/value-list.ts';
import { useApp } from '../state/app-context.ts';
import type { FilterProps } from './control.ts';
import { useNames } from './use-names.ts';
import { usePeople } from './use-people.ts';

/** A checkbox for each person. The reader's own filters by `me`: in a link, that is the person who opens it. */
export function PersonFilter({ operators: [operator = 'eq'], get, set }: FilterProps) {
  const { sub } = useApp().person.value;
  const nameOf = useNames();
  const people = usePeople().map((id) => (id === sub ? ME : id));
  const wanted = get(operator) === '' ? [] : splitValues(get(operator)).map((id) => (id === sub ? ME : id));
  const offered = [...people, ...wanted.filter((id) => !people.includes(id))];
  const toggle = (toggled: string) => set(operator, joinValues(offered.filter((id) => wanted.includes(id) !== (id === toggled))));
  return (
    <div class="options">
      {offered.map((id) => (
        <label key={id}>
          <input type="checkbox" checked={wanted.includes(id)} onChange={() => toggle(id)} /> <bdi>{nameOf(id)}</bdi>
        </label>
      ))}
    </div>
  );
}
