import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { commandLetter, hasCommandKey } from '../browser/command-key.ts';
import { useApp } from '../state/app-context.ts';
import { DialogToasts } from '../ui/dialog-toasts.tsx';
import { focusRecord } from '../ui/focus-record.ts';
import { Icon } from '../ui/icon.tsx';
import { SEARCH } from '../ui/icons.ts';
import { type Command, type CommandGroup, commandGroups } from './command-list.ts';
import { createRecordSearch } from './find-records.ts';
import { matchCommands } from './match-commands.ts';
import './commands.css';

const LIST = 'command-list';
const MAX_LENGTH = 200;

/** The command palette: finds places, actions and records by what a person types. */
export function Commands({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const late = app.late.value;
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const groups = useMemo(() => (late === undefined ? [] : commandGroups(app, late)), [late]);
  const records = useMemo(() => createRecordSearch(app), []);
  const dialog = useModal();
  useEffect(() => records.stop, []);

  const shown = [...matching(groups, text), ...records.found.value];
  const commands = shown.flatMap((group) => group.commands);
  const chosen = commands[Math.min(active, commands.length - 1)];
  useEffect(() => {
    document.getElementById(idOf(chosen))?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.key]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
    focusRecord(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    if (step !== 0 && commands.length > 0) setActive((Math.min(active, commands.length - 1) + step + commands.length) % commands.length);
    else if (event.key === 'Enter') run(chosen);
    else if (commandLetter(event) === 'k') onClose();
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      class="dialog commands"
      aria-label="Commands"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div class="commands-search">
        <Icon path={SEARCH} />
        <input
          type="text"
          role="combobox"
          dir="auto"
          autocomplete="off"
          maxLength={MAX_LENGTH}
          placeholder="Go to, run or find…"
          aria-label="Go to a list, view or record, or run a command"
          aria-autocomplete="list"
          aria-expanded={commands.length > 0}
          aria-controls={LIST}
          aria-activedescendant={chosen === undefined ? undefined : idOf(chosen)}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
            records.search(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          ×
        </button>
      </div>
      <div id={LIST} role="listbox" aria-label="Commands" tabIndex={-1}>
        {shown.map((group) => (
          <Group key={group.title} group={group} chosen={chosen} onRun={run} />
        ))}
      </div>
      <p class="note commands-state" role="status">
        {stateText(records.state.value, commands.length)}
      </p>
      <DialogToasts />
    </dialog>
  );
}

interface GroupProps {
  readonly group: CommandGroup;
  readonly chosen: Command | undefined;
  readonly onRun: (command: Command) => void;
}

function Group({ group: { title, commands }, chosen, onRun }: GroupProps) {
  const command = hasCommandKey(navigator) ? '⌘' : 'Ctrl';
  return (
    <div role="group" aria-label={title}>
      <p class="commands-title" aria-hidden="true">
        {title}
      </p>
      {commands.map((one) => (
        <div
          key={one.key}
          id={idOf(one)}
          role="option"
          tabIndex={-1}
          aria-selected={one === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onRun(one)}
        >
          <bdi>{one.name}</bdi>
          {one.shortcut !== undefined && <kbd>{one.shortcut.replace('Ctrl', command)}</kbd>}
        </div>
      ))}
    </div>
  );
}

/** Shows the element as a modal dialog, and gives the focus back to where it was. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key arrives, so that none is lost.
  useLayoutEffect(() => {
    const [shown, before] = [dialog.current, document.activeElement];
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return dialog;
}

function matching(groups: readonly CommandGroup[], text: string): CommandGroup[] {
  return groups
    .map(({ title, commands }) => ({ title, commands: matchCommands(commands, text) }))
    .filter(({ commands }) => commands.length > 0);
}

function idOf(command: Command | undefined): string {
  return `command-${command?.key ?? ''}`;
}

function stateText(state: 'idle' | 'searching' | 'failed', count: number): string {
  if (state === 'searching') return 'Searching…';
  if (state === 'failed') return 'Couldn’t search all records. Type again to retry.';
  return count === 0 ? 'Nothing found' : '';
}
