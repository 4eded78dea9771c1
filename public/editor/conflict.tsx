import { useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { plainText } from '../controls/plain-text.ts';
import { authorOf } from '../model/author.ts';
import { formatMoment } from '../model/formats.ts';
import { labelOf } from '../model/labels.ts';
import { sameValue } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/write-api.ts';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import './conflict.css';

export interface ConflictProps {
  readonly type: RecordType;
  readonly base: StoredRecord;
  readonly mine: Patch;
  readonly theirs: StoredRecord;
  readonly onMerge: (merged: Patch) => void;
  readonly onClose: () => void;
}

type Side = 'mine' | 'theirs';

/** Two people have changed one record: both versions beside each other, and one's choice field by field. */
export function Conflict({ type, base, mine, theirs, onMerge, onClose }: ConflictProps) {
  const { person } = useApp();
  const names = Object.keys(type.fields).filter((name) => name in mine || !sameValue(base[name], theirs[name]));
  const differing = names.filter((name) => !sameValue(mineOf(name, mine, base), theirs[name]));
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>(() => clearChoices(differing, mine, base, theirs));
  const open = differing.filter((name) => chosen[name] === undefined).length;

  const merge = (event: Event) => {
    event.preventDefault();
    onMerge(Object.fromEntries(differing.filter((name) => chosen[name] === 'mine').map((name) => [name, mine[name] ?? null])));
  };

  return (
    <Dialog title="This was changed elsewhere too" onClose={onClose} wide>
      <form onSubmit={merge}>
        <p class="lead">
          Saved by {authorOf(theirs.updatedBy, person.value)} on {formatMoment(theirs.updatedAt)}, after you had opened it here. Choose what
          to keep; nothing is overwritten until you save.
        </p>
        <div class="versions" role="group" aria-label="Differences">
          <p class="versions-head" aria-hidden="true">
            <span />
            <span>Yours</span>
            <span>Theirs</span>
          </p>
          {differing.map((name) => (
            <fieldset key={name} class="version-row">
              <legend>{labelOf(type, name)}</legend>
              {(['mine', 'theirs'] as const).map((side) => (
                <label key={side} class="version">
                  <input
                    type="radio"
                    name={name}
                    required
                    checked={chosen[name] === side}
                    onChange={() => setChosen({ ...chosen, [name]: side })}
                  />
                  <span class="version-side">{side === 'mine' ? 'Yours' : 'Theirs'}</span>
                  <span class="version-value">
                    {plainText(type, name, side === 'mine' ? mineOf(name, mine, base) : theirs[name]) || <i>empty</i>}
                  </span>
                </label>
              ))}
            </fieldset>
          ))}
        </div>
        <div class="modal-actions">
          <span class="note" role="status">
            {open > 0 && `${open} still to choose`}
          </span>
          <button type="button" class="button" onClick={onClose}>
            Back to my changes
          </button>
          <button type="submit" class="button is-primary">
            Merge and save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function mineOf(name: string, mine: Patch, base: StoredRecord): unknown {
  return name in mine ? (mine[name] ?? undefined) : base[name];
}

/** What needs no asking: a field that only one of the two has changed. */
function clearChoices(names: readonly string[], mine: Patch, base: StoredRecord, theirs: StoredRecord): Readonly<Record<string, Side>> {
  const choices: Record<string, Side> = {};
  for (const name of names) {
    if (!(name in mine)) choices[name] = 'theirs';
    else if (sameValue(base[name], theirs[name])) choices[name] = 'mine';
  }
  return choices;
}
