import { useEffect, useRef, useState } from 'preact/hooks';
import { ChangingText } from '../ui/changing-text.tsx';
import './combobox.css';

export interface Option {
  readonly id: string;
  readonly text: string;
}

export interface ComboboxProps {
  readonly id: string;
  /** What can be found, such as `customers`. */
  readonly what: string;
  /** The text of the chosen option; empty for none. */
  readonly chosen: string;
  readonly search: (text: string, signal: AbortSignal) => Promise<readonly Option[]>;
  /** Gets the id, or an empty text when someone clears the input. */
  readonly onChoose: (id: string) => void;
  readonly onLeave?: () => void;
  /** Further attributes of the input, such as its name. */
  readonly input: object;
}

const PAUSE_MS = 200;
const MAX_LENGTH = 200;

/**
 * An input that searches while someone types, and a list of what it found: the editable combobox of the ARIA Authoring Practices.
 * Only an option can be chosen. When the focus leaves, other text is replaced by the text of the chosen option.
 */
export function Combobox({ id, what, chosen, search, onChoose, onLeave, input }: ComboboxProps) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [options, setOptions] = useState<readonly Option[] | undefined>(undefined);
  const [active, setActive] = useState(-1);
  const [failure, setFailure] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const run = useRef<AbortController | undefined>(undefined);
  const isOpen = options !== undefined && options.length > 0;

  const stop = () => {
    clearTimeout(timer.current);
    run.current?.abort();
  };
  useEffect(() => stop, []);

  const close = () => {
    stop();
    setTyped(undefined);
    setOptions(undefined);
    setActive(-1);
    setFailure('');
  };
  const choose = (option: Option) => {
    onChoose(option.id);
    close();
  };
  const open = async (text: string) => {
    stop();
    const current = new AbortController();
    const { signal } = current;
    run.current = current;
    try {
      const found = await search(text, signal);
      if (signal.aborted) return;
      setOptions(found);
      setActive(text.trim() === '' || found.length === 0 ? -1 : 0);
      setFailure('');
    } catch {
      if (signal.aborted) return;
      setOptions(undefined);
      setFailure(`Couldn’t search ${what}. Type again to retry.`);
    }
  };
  const type = (text: string) => {
    stop();
    setTyped(text);
    timer.current = setTimeout(() => void open(text), PAUSE_MS);
  };
  const leave = () => {
    const text = typed?.trim();
    const exact = options?.filter((option) => option.text === text) ?? [];
    if (text === '' && chosen !== '') onChoose('');
    else if (exact.length === 1 && exact[0] !== undefined && text !== chosen) onChoose(exact[0].id);
    close();
    onLeave?.();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!isOpen) void open(typed ?? '');
      else setActive((active + step + options.length) % options.length);
    } else if (event.key === 'Enter' && (isOpen || typed !== undefined)) {
      event.preventDefault();
      const option = options?.[active];
      if (option !== undefined) choose(option);
      else if (typed?.trim() === '') leave();
    } else if (event.key === 'Escape' && (isOpen || typed !== undefined)) {
      // It closes the list and not the panel around it.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };

  const list = `${id}-options`;
  return (
    <div class="combobox">
      <input
        {...input}
        id={id}
        type="text"
        role="combobox"
        dir="auto"
        autocomplete="off"
        maxLength={MAX_LENGTH}
        placeholder={`Search ${what}`}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen && active >= 0 ? `${list}-${active}` : undefined}
        value={typed ?? chosen}
        onInput={(event) => type(event.currentTarget.value)}
        onClick={() => !isOpen && void open(typed ?? '')}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      {isOpen && (
        <div id={list} role="listbox" aria-label={what}>
          {options.map((option, index) => (
            <div
              key={option.id}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              dir="auto"
              // The focus stays in the input.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.text}
            </div>
          ))}
        </div>
      )}
      <p class={options?.length === 0 || failure !== '' ? 'note' : 'sr-only'} role="status">
        <ChangingText>{statusOf(what, options, failure)}</ChangingText>
      </p>
    </div>
  );
}

function statusOf(what: string, options: readonly Option[] | undefined, failure: string): string {
  if (failure !== '') return failure;
  if (options === undefined) return '';
  return options.length === 0 ? `No matching ${what}` : `${options.length} found. Use the arrow keys to choose.`;
}
