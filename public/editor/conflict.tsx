import { useState } from 'preact/hooks';
import { misfitFaults } from '../../src/schema/fit.ts';
import { inputNames, type RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import { plainText } from '../controls/plain-text.ts';
import { useTitleOf } from '../controls/use-referred.ts';
import { formatMoment } from '../model/formats.ts';
import { labelOf } from '../model/labels.ts';
import { isWritable } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/collection.ts';
import { useApp } from '../state/app-context.ts';
import { Author } from '../ui/author.tsx';
import { ChangingText } from '../ui/changing-text.tsx';
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

/** Shows two versions of a record side by side. A person chooses field by field. */
export function Conflict({ type, base, mine, theirs, onMerge, onClose }: ConflictProps) {
  const { person } = useApp();
  const names = inputNames(type).filter((name) => Object.hasOwn(mine, name) || !sameValue(base[name], theirs[name]));
  const differing = names.filter((name) => !sameValue(mineOf(name, mine, base), theirs[name]));
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>(() => clearChoices(differing, mine, base, theirs));
  const isOwn = theirs.updatedBy === person.value.sub;
  const titles = isOwn ? { mine: 'In this window', theirs: 'Saved' } : { mine: 'Your version', theirs: 'Saved version' };
  const open = differing.filter((name) => chosen[name] === undefined).length;

  const merge = (event: Event) => {
    event.preventDefault();
    onMerge(
      Object.fromEntries(differing.filter((name) => chosen[name] === 'mine').map((name) => [name, mineOf(name, mine, base) ?? null])),
    );
  };

  return (
    <Dialog
      title={isOwn ? `You also changed this ${type.singular} elsewhere` : `Someone else changed this ${type.singular}`}
      onClose={onClose}
      wide
    >
      <form onSubmit={merge}>
        <p class="lead">
          Saved by <Author id={theirs.updatedBy} /> on {formatMoment(theirs.updatedAt)}, after you opened it. Choose which values to keep.
          Nothing is overwritten until you save.
        </p>
        <div class="versions" role="group" aria-label="Differences">
          <p class="versions-head" aria-hidden="true">
            <span />
            <span>{titles.mine}</span>
            <span>{titles.theirs}</span>
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
                    disabled={side === 'mine' && !isWritable(type, name, mineOf(name, mine, base))}
                    checked={chosen[name] === side}
                    onChange={() => setChosen({ ...chosen, [name]: side })}
                  />
                  <span class="version-side">{titles[side]}</span>
                  <span class="version-value" dir="auto">
                    <Value type={type} name={name} value={side === 'mine' ? mineOf(name, mine, base) : theirs[name]} />
                  </span>
                </label>
              ))}
            </fieldset>
          ))}
        </div>
        <div class="dialog-actions">
          <span class="note" role="status">
            <ChangingText>{open > 0 ? `${open} left to choose` : ''}</ChangingText>
          </span>
          <button type="button" class="button" onClick={onClose}>
            Back to editing
          </button>
          <button type="submit" class="button is-primary">
            Save merged version
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Value({ type, name, value }: { readonly type: RecordType; readonly name: string; readonly value: unknown }) {
  const titleOf = useTitleOf();
  const field = type.fields[name];
  const isMisfit = field !== undefined && misfitFaults(field, value).length > 0;
  return (
    <>
      {isMisfit && <span class="misfit">Invalid: </span>}
      {plainText(type, name, value, titleOf) || <i>empty</i>}
    </>
  );
}

function mineOf(name: string, mine: Patch, base: StoredRecord): unknown {
  return Object.hasOwn(mine, name) ? (mine[name] ?? undefined) : base[name];
}

/** Preselects fields that only one side changed. */
function clearChoices(names: readonly string[], mine: Patch, base: StoredRecord, theirs: StoredRecord): Readonly<Record<string, Side>> {
  const choices: Record<string, Side> = {};
  for (const name of names) {
    if (!Object.hasOwn(mine, name)) choices[name] = 'theirs';
    else if (sameValue(base[name], theirs[name])) choices[name] = 'mine';
  }
  return choices;
}
