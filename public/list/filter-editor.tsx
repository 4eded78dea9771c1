import { useSignal } from '@preact/signals';
import { useId, useState } from 'preact/hooks';
import { fieldOf, filterNames } from '../../src/schema/service-fields.ts';
import { operandFault } from '../controls/bound.tsx';
import { CONTROLS } from '../controls/index.ts';
import { parameterOf } from '../model/filters.ts';
import { labelOf } from '../model/labels.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { completionOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { type Condition, conditionsOf, type Operands, operatorsOf, type ShownFilter } from './conditions.ts';
import '../styles/forms.css';
import './menu-form.css';

export interface FilterEditorProps {
  readonly route: Route;
  /** The filter to change; without it, a new one is added. */
  readonly filter?: ShownFilter;
  readonly onDone: () => void;
}

/** Adds or changes a filter: a field, a condition and its values. Nothing changes until it is applied. */
export function FilterEditor({ route, filter, onDone }: FilterEditorProps) {
  const { router } = useApp();
  const { type, view, open } = route;
  const [name, setName] = useState(filter?.name ?? filterNames(type)[0] ?? '');
  const offered = conditionsOf(type, name);
  const [chosen, choose] = useState(filter?.condition ?? offered.find(({ asks }) => asks.length > 0));
  const operands = useSignal<Operands>(filter?.operands ?? {});
  const [fault, setFault] = useState('');
  const id = useId();
  const field = fieldOf(type, name);
  const conditions =
    filter === undefined || offered.some(({ id }) => id === filter.condition.id) ? offered : [filter.condition, ...offered];
  if (field === undefined || chosen === undefined) return null;

  const chooseField = (next: string) => {
    setName(next);
    choose(conditionsOf(type, next).find(({ asks }) => asks.length > 0) ?? conditionsOf(type, next)[0]);
    operands.value = {};
    setFault('');
  };
  const chooseCondition = (id: string) => {
    const next = conditions.find((condition) => condition.id === id);
    if (next === undefined) return;
    operands.value = carried(operands.peek(), chosen, next);
    choose(next);
    setFault('');
  };
  const apply = () => {
    const values: Operands = { ...operands.peek(), ...chosen.sets };
    if (chosen.asks.some((operator) => (values[operator] ?? '') === '')) return setFault('Choose a value first.');
    if (chosen.asks.some((operator) => operandFault(field, operator, values[operator] ?? '') !== undefined)) return undefined;
    const removed = filter === undefined ? [] : operatorsOf(filter.condition);
    const changes = Object.fromEntries([
      ...removed.map((operator) => [parameterOf(name, operator), undefined]),
      ...operatorsOf(chosen).map((operator) => [parameterOf(name, operator), values[operator]]),
      ...(chosen.id === 'past' && filter === undefined ? notDone(route) : []),
    ]);
    router.go(hrefOf({ type, open, view: withParameters(view, changes) }));
    return onDone();
  };

  const { Filter } = CONTROLS[field.control.type];
  return (
    <form
      class="filter-editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {filter === undefined ? (
        <div class="labelled">
          <label for={`${id}-field`}>Field</label>
          <select id={`${id}-field`} value={name} onChange={(event) => chooseField(event.currentTarget.value)}>
            {filterNames(type).map((known) => (
              <option key={known} value={known}>
                {labelOf(type, known)}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <strong>{labelOf(type, name)}</strong>
      )}
      <div class="labelled">
        <label for={`${id}-condition`}>Condition</label>
        <select id={`${id}-condition`} value={chosen.id} onChange={(event) => chooseCondition(event.currentTarget.value)}>
          {conditions.map(({ id, option }) => (
            <option key={id} value={id}>
              {option}
            </option>
          ))}
        </select>
      </div>
      {chosen.asks.length > 0 && (
        <fieldset key={`${name} ${chosen.id}`}>
          <legend class="sr-only">{labelOf(type, name)}</legend>
          <Filter
            label={labelOf(type, name)}
            field={field}
            operators={chosen.asks}
            get={(operator) => operands.value[operator] ?? ''}
            set={(operator, value) => {
              operands.value = { ...operands.peek(), [operator]: value.trim() };
              setFault('');
            }}
          />
        </fieldset>
      )}
      <p class="fault" role="alert">
        <ChangingText>{fault}</ChangingText>
      </p>
      <button type="submit" class="button is-primary">
        Apply
      </button>
    </form>
  );
}

/** Keeps what was entered when only the condition changes. */
function carried(operands: Operands, from: Condition, to: Condition): Operands {
  const [first] = from.asks;
  const value = first === undefined ? undefined : operands[first];
  const [target] = to.asks;
  return value === undefined || target === undefined ? operands : { [target]: value, ...operands };
}

/** What is done is not overdue. Leaves out done records, unless the view already says which it wants. */
function notDone({ type, view }: Route): [string, string][] {
  const completion = completionOf(type);
  if (completion === undefined || [completion.field, `${completion.field}[ne]`].some((parameter) => view.has(parameter))) return [];
  return [[parameterOf(completion.field, 'ne'), completion.done]];
}
