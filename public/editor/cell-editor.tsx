import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useNarrow } from '../browser/use-narrow.ts';
import { CONTROLS } from '../controls/index.ts';
import { labelOf } from '../model/labels.ts';
import { useApp } from '../state/app-context.ts';
import { draftsOfCell, type OpenCell } from '../state/cells.ts';
import { createEditForm } from '../state/edit-form.ts';
import { replace } from '../state/optimistic-list.ts';
import { createSaving, type Saved } from '../state/saving.ts';
import { useEditing } from '../state/use-editing.ts';
import { cellOf, neighbourCell } from '../ui/cell-focus.ts';
import { Dialog } from '../ui/dialog.tsx';
import { CellPopover } from './cell-popover.tsx';
import { Conflict } from './conflict.tsx';
import { FormField } from './form-field.tsx';
import { SavingNote } from './saving-note.tsx';
import './cell-editor.css';

const PREFIX = 'cell';

/** Changes one field where the list shows it: in a popover on the cell, or on a phone in a sheet. It hides while it saves. */
export function CellEditor({ cell }: { readonly cell: OpenCell }) {
  const { type, record, name, typed, isFromRow = false } = cell;
  const { lists, run } = useApp();
  const { api, drafts, cells, mutations } = useEditing();
  const isNarrow = useNarrow();
  const anchor = useMemo(() => cellOf(record.id, name), []);
  const home = isFromRow ? document.getElementById(`open-${record.id}`) : anchor;
  const form = useMemo(() => createEditForm({ type, codecs: CONTROLS, drafts: draftsOfCell(drafts), record, initial: {} }), []);
  const saving = useMemo(() => {
    const show = (shown: typeof record) => replace(lists.current.peek(), [shown]);
    return createSaving({ api, form, fieldsSeen: [name], show });
  }, []);
  const element = useRef<HTMLFormElement>(null);
  const isCancelled = useRef(false);
  const state = saving.state.value;
  // Before the next key arrives, so that none is lost.
  useLayoutEffect(() => {
    if (state.is !== 'saving') startTyping(element.current, typed);
  }, []);

  const close = (next: HTMLElement | null | undefined) => {
    cells.close(cell.key);
    next?.focus();
  };
  const cancel = () => {
    isCancelled.current = true;
    form.discard();
    saving.stop();
    close(home);
  };
  const finish = (saved: Saved | undefined) => {
    if (saved?.before === undefined) return;
    cells.close(cell.key);
    const { record: stored, before } = saved;
    if (stored === before) return;
    // Someone else may have changed other fields since. Undo must leave them.
    mutations.saved(type, stored, before.version === form.base?.version ? { ...stored, [name]: before[name] } : before);
  };
  /** Saves, and moves the focus to `next`. Keeps the focus in the input if its value is invalid. */
  const save = (next?: HTMLElement | null) => {
    if (isCancelled.current || saving.state.peek().is === 'saving') return;
    form.check(name);
    if (form.faults.peek()[name] !== undefined) return;
    if (!form.isChanged.peek()) {
      close(next);
      return;
    }
    run(async () => finish(await saving.save()));
    next?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isEnter = event.key === 'Enter' && !event.shiftKey && !(event.target instanceof HTMLButtonElement);
    const isTab = event.key === 'Tab' && !isNarrow && !(event.target instanceof HTMLButtonElement);
    event.stopPropagation();
    if (event.key === 'Escape' && !isNarrow) cancel();
    if (!isEnter && !isTab) return;
    event.preventDefault();
    // Some inputs take what was typed only when the focus leaves them.
    if (event.target instanceof HTMLElement) event.target.dispatchEvent(new FocusEvent('blur'));
    if (isEnter) {
      save(home);
      return;
    }
    const next = neighbourCell(anchor, event.shiftKey ? -1 : 1);
    save(next ?? home);
    if (form.faults.peek()[name] === undefined) next?.click();
  };

  if (state.is === 'conflict' && form.base !== undefined) {
    return (
      <Conflict
        key={state.theirs.version}
        type={type}
        base={form.base}
        mine={state.mine}
        theirs={state.theirs}
        onClose={saving.stop}
        onMerge={(merged) => run(async () => finish(await saving.saveMerged(state.theirs, merged)))}
      />
    );
  }
  if (state.is === 'saving') return null;
  const isOneChoice = CONTROLS[type.fields[name]?.control.type ?? 'line'].isOneChoice === true;
  const content = (
    <form
      ref={element}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        save(home);
      }}
    >
      <FormField form={form} name={name} prefix={PREFIX} onEntered={isOneChoice && !isNarrow ? () => save(home) : undefined} />
      <SavingNote state={state} saving={saving} finish={finish} />
      {isNarrow && (
        <div class="dialog-actions">
          <button type="button" class="button" onClick={cancel}>
            Cancel
          </button>
          <button type="submit" class="button is-primary">
            Save
          </button>
        </div>
      )}
    </form>
  );
  const label = labelOf(type, name);
  if (isNarrow || anchor === null) {
    return (
      <Dialog title={label} onClose={cancel}>
        {content}
      </Dialog>
    );
  }
  return (
    <CellPopover label={label} anchor={anchor} onLeave={() => save()}>
      {content}
    </CellPopover>
  );
}

/** Focuses the input, and enters the text that the person typed on the cell as if it was typed here. */
function startTyping(form: HTMLFormElement | null, typed: string | undefined): void {
  const input = form?.querySelector<HTMLElement>('input, select, textarea') ?? form?.querySelector('button');
  input?.focus();
  if (input instanceof HTMLSelectElement) openList(input);
  if (typed === undefined || !(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return;
  input.select();
  document.execCommand(typed === '' ? 'delete' : 'insertText', false, typed);
}

/** A browser may allow it only right after a click or a key. */
function openList(select: HTMLSelectElement): void {
  try {
    select.showPicker();
  } catch {
    // The list opens with Space or the arrow keys.
  }
}
