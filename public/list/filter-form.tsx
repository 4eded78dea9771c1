import { fieldOf, filterNames } from '../../src/schema/service-fields.ts';
import type { FilterProps } from '../controls/control.ts';
import { CONTROLS } from '../controls/index.ts';
import { parameterOf } from '../model/filters.ts';
import { labelOf } from '../model/labels.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import '../styles/forms.css';
import './menu-form.css';

/** Shows a filter for every filterable field. */
export function FilterForm({ route: { type, view, open } }: { readonly route: Route }) {
  const { router } = useApp();
  return (
    <>
      {filterNames(type).map((name) => {
        const field = fieldOf(type, name);
        if (field === undefined) return null;
        const { Filter } = CONTROLS[field.control.type];
        const props: FilterProps = {
          label: labelOf(type, name),
          field,
          get: (operator) => view.get(parameterOf(name, operator)) ?? '',
          set: (operator, value) =>
            router.go(hrefOf({ type, open, view: withParameters(view, { [parameterOf(name, operator)]: value.trim() }) })),
        };
        return (
          <fieldset key={name}>
            <legend>{props.label}</legend>
            <Filter {...props} />
            {field.operators.includes('exists') && !field.always && <PresenceFilter {...props} />}
          </fieldset>
        );
      })}
    </>
  );
}

function PresenceFilter({ label, get, set }: FilterProps) {
  return (
    <select
      aria-label={`${label}: any, has a value or is empty`}
      value={get('exists')}
      onChange={(event) => set('exists', event.currentTarget.value)}
    >
      <option value="">Any</option>
      <option value="true">Has a value</option>
      <option value="false">Is empty</option>
    </select>
  );
}
