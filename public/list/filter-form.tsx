import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Control, Field, Operator } from '../../src/schema/field.ts';
import { parameterOf } from '../model/filter-parameter.ts';
import { sentence } from '../model/form-values.ts';
import { humanize, labelOf } from '../model/labels.ts';
import { localTime } from '../model/local-time.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import '../styles/forms.css';
import './menu-form.css';

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly field: Field;
  /** What is set for an operator. */
  readonly get: (operator: Operator) => string;
  readonly set: (operator: Operator, value: string) => void;
}

const DRAWINGS: Readonly<Record<Control['type'], (props: FilterProps) => JSX.Element>> = {
  line: Texts,
  lines: Texts,
  list: (props) => <TextBound {...props} operator="eq" word="has one of, separated by commas" />,
  number: (props) => <Range {...props} of={NumberBound} />,
  date: (props) => <Range {...props} of={DateBound} />,
  'date-time': (props) => <Range {...props} of={MomentBound} />,
  select: (props) => <Choices {...props} choices={props.field.control.type === 'select' ? props.field.control.choices : []} />,
  checkbox: (props) => <Choices {...props} choices={['true', 'false']} words={{ true: 'Yes', false: 'No' }} />,
};

/** A filter for every field that has one, as its kind is asked for best. */
export function FilterForm({ route: { type, view, open } }: { readonly route: Route }) {
  const { router } = useApp();
  return (
    <>
      {type.filterable.map((name) => {
        const field = type.fields[name];
        if (field === undefined) return null;
        const Drawing = DRAWINGS[field.control.type];
        const props: FilterProps = {
          name,
          label: labelOf(type, name),
          field,
          get: (operator) => view.get(parameterOf(name, operator)) ?? '',
          set: (operator, value) =>
            router.go(hrefOf({ type, open, view: withParameters(view, { [parameterOf(name, operator)]: value.trim() }) })),
        };
        return (
          <fieldset key={name}>
            <legend>{props.label}</legend>
            <Drawing {...props} />
            {!field.always && <Presence {...props} />}
          </fieldset>
        );
      })}
    </>
  );
}

function Choices({ get, set, choices, words }: FilterProps & { choices: readonly string[]; words?: Readonly<Record<string, string>> }) {
  const chosen = get('eq')
    .split(',')
    .filter((one) => one !== '');
  const toggle = (choice: string) => set('eq', choices.filter((one) => chosen.includes(one) !== (one === choice)).join(','));
  return (
    <div class="options">
      {choices.map((choice) => (
        <label key={choice}>
          <input type="checkbox" checked={chosen.includes(choice)} onChange={() => toggle(choice)} /> {words?.[choice] ?? humanize(choice)}
        </label>
      ))}
    </div>
  );
}

interface BoundProps extends FilterProps {
  readonly operator: Operator;
  readonly word: string;
}

function Range({ of: Bound, ...props }: FilterProps & { of: (props: BoundProps) => JSX.Element }) {
  return (
    <div class="pair">
      <Bound {...props} operator="gte" word="from" />
      <Bound {...props} operator="lte" word="to" />
    </div>
  );
}

function Texts(props: FilterProps) {
  return (
    <div class="pair">
      {props.field.operators.includes('prefix') && <TextBound {...props} operator="prefix" word="begins with" />}
      <TextBound {...props} operator="eq" word="is" />
    </div>
  );
}

function TextBound(props: BoundProps) {
  const { attributes, told } = useBound(props, asItIs);
  return told(<input {...attributes} type="text" />);
}

function NumberBound(props: BoundProps) {
  const { attributes, told } = useBound(props, asItIs);
  return told(<input {...attributes} type="text" inputMode="decimal" />);
}

function DateBound(props: BoundProps) {
  const { attributes, told } = useBound(props, asItIs);
  return told(<input {...attributes} type="date" />);
}

function MomentBound(props: BoundProps) {
  const { attributes, told } = useBound(props, inOwnZone);
  return told(<input {...attributes} type="datetime-local" />);
}

/** Between what the address holds and what the control shows. */
interface Notation {
  readonly show: (value: string) => string;
  readonly read: (text: string) => string;
}

const asItIs: Notation = { show: (value) => value, read: (text) => text.trim() };
const inOwnZone: Notation = { show: localTime, read: (text) => (text === '' ? '' : new Date(text).toISOString()) };

/** One value; it takes effect when it is left or Enter is pressed. `told` puts what is wrong with it below its control. */
function useBound({ label, field, get, set, operator, word }: BoundProps, { show, read }: Notation) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [fault, setFault] = useState<string | undefined>(undefined);
  const wanted = show(get(operator));
  // It may also be set from elsewhere, such as by going back; what is being typed stays.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = wanted;
  }, [wanted]);

  const apply = (value: string) => {
    const found = faultOf(field, operator, value);
    setFault(found);
    if (found === undefined && value !== get(operator)) set(operator, value);
  };
  const attributes = {
    ref: input,
    placeholder: word,
    'aria-label': `${label} ${word}`,
    'aria-invalid': fault !== undefined,
    'aria-describedby': id,
    defaultValue: wanted,
    onChange: (event: TargetedEvent<HTMLInputElement>) => apply(read(event.currentTarget.value)),
  };
  const told = (control: JSX.Element) => (
    <div>
      {control}
      <p class="fault" id={id} role="alert">
        {fault}
      </p>
    </div>
  );
  return { attributes, told };
}

/** What the field itself would not take, the API would refuse. */
function faultOf(field: Field, operator: Operator, value: string): string | undefined {
  if (value === '' || operator === 'prefix') return undefined;
  const values = operator === 'eq' && field.severalValues ? value.split(',') : [value];
  const faults = values.map((one) => field.parse(field.fromText(one))).flatMap((parsed) => (parsed.ok ? [] : parsed.faults));
  return faults.length === 0 ? undefined : faults.map(({ detail }) => sentence(detail)).join(' ');
}

function Presence({ label, get, set }: FilterProps) {
  return (
    <select aria-label={`${label}: set or empty`} value={get('exists')} onChange={(event) => set('exists', event.currentTarget.value)}>
      <option value="">Set or empty</option>
      <option value="true">Only if set</option>
      <option value="false">Only if empty</option>
    </select>
  );
}
