import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import { withArticle } from '../model/article.ts';
import { checkFormValue } from '../model/form-values.ts';
import { labelOf } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { type Reference, referencesTo } from '../model/references.ts';
import { hrefOf } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import type { Editing } from '../state/editing.ts';
import { createReferrers, type Referrers as State } from '../state/referrers.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import './referrers.css';

export interface ReferrersProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
}

/** The records that refer to this one, for each field that can. */
export function Referrers({ type, record }: ReferrersProps) {
  const { types } = useApp();
  return referencesTo(type, types).map((reference) => (
    <Section key={`${reference.type.name}.${reference.field}`} reference={reference} target={type} record={record} />
  ));
}

interface SectionProps {
  readonly reference: Reference;
  readonly target: RecordType;
  readonly record: StoredRecord;
}

function Section({ reference, target, record }: SectionProps) {
  const { api, run, person, editing } = useApp();
  const { type, field } = reference;
  const heading = useId();
  const state = useMemo(() => createReferrers(api, reference, record.id), []);
  useEffect(() => run(state.load), []);
  const view = new URLSearchParams({ [field]: record.id });
  const records = state.records.value;
  const canAdd = editing.value !== undefined && may(person.value, 'editor') && record.deletedAt === undefined;
  return (
    <section class="referrers" aria-labelledby={heading}>
      <h3 id={heading}>
        <a href={hrefOf({ type, view })}>
          {type.title} of this {target.singular}
        </a>
        {isNamedOtherwise(reference, target) && ` (${labelOf(type, field)})`}
      </h3>
      {state.failure.value !== undefined && (
        <p class="note" role="alert">
          {state.failure.value}{' '}
          <button type="button" class="link" onClick={() => run(state.load)}>
            Try again
          </button>
        </p>
      )}
      {records !== undefined && records.length > 0 && (
        <ul>
          {records.map((record) => (
            <li key={record.id}>
              <a href={hrefOf({ type, open: record.id })} dir="auto">
                <ChangingText>{titleOf(type, record)}</ChangingText>
              </a>
            </li>
          ))}
        </ul>
      )}
      {records?.length === 0 && <p class="note">None yet</p>}
      {state.hasMore.value && (
        <a class="link" href={hrefOf({ type, view })}>
          Show all
        </a>
      )}
      {canAdd && editing.value !== undefined && <Add reference={reference} id={record.id} state={state} editing={editing.value} />}
    </section>
  );
}

interface AddProps {
  readonly reference: Reference;
  /** The id of the record to refer to. */
  readonly id: string;
  readonly state: State;
  readonly editing: Editing;
}

/** Adds a record by its title. A type with more required fields opens the form. */
function Add({ reference: { type, field }, id, state, editing }: AddProps) {
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const { run } = useApp();
  const faultId = useId();
  const name = titleField(type);
  const title = type.fields[name];
  const label = `Add ${withArticle(type.singular)}`;
  const needsMore = Object.entries(type.fields).some(([other, { required }]) => required && other !== name && other !== field);
  if (title === undefined) return null;
  if (needsMore) {
    return (
      <a class="link" href={hrefOf({ type, open: 'new', view: new URLSearchParams({ [field]: id }) })}>
        {label}
      </a>
    );
  }

  const add = async () => {
    const checked = checkFormValue(CONTROLS, title, text);
    if (text.trim() === '' || isBusy) return;
    if (!checked.ok) {
      setFault(checked.fault);
      return;
    }
    setBusy(true);
    const refusal = await state.add(checked.value, editing);
    setBusy(false);
    setFault(refusal);
    if (refusal === undefined) setText('');
  };
  return (
    <>
      <div class="referrers-add">
        <input
          type="text"
          dir="auto"
          value={text}
          placeholder={label}
          aria-label={label}
          aria-invalid={fault !== undefined}
          aria-describedby={faultId}
          autocomplete="off"
          enterkeyhint="done"
          // The text cannot be changed while it is being sent.
          readOnly={isBusy}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setFault(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.isComposing) return;
            // The input is inside the form of the other record. Enter must not save that form.
            event.preventDefault();
            run(add);
          }}
        />
        <button type="button" class="button" disabled={isBusy || text.trim() === ''} onClick={() => run(add)}>
          Add
        </button>
      </div>
      <p class="fault" id={faultId} role="alert">
        <ChangingText>{fault}</ChangingText>
      </p>
    </>
  );
}

/** Whether the title of the section needs the label of the field, because it does not name the field. */
function isNamedOtherwise({ type, field }: Reference, target: RecordType): boolean {
  return labelOf(type, field).toLowerCase() !== target.singular.toLowerCase();
}
