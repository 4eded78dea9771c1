import { useState } from 'preact/hooks';
import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';

/** Edits a list of texts as removable tags. A comma, a semicolon or Enter completes a tag; Backspace removes the last tag. */
export function ListInput(props: InputProps) {
  const items = Array.isArray(props.value) ? props.value.map(String) : [];
  const [pending, setPending] = useState('');

  const add = (text: string) => {
    const added = text
      .split(/[,;]/)
      .map((item) => item.trim())
      .filter((item) => item !== '' && !items.includes(item));
    if (added.length > 0) props.onInput([...items, ...added]);
    setPending('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && pending.trim() !== '' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      add(pending);
    }
    if (event.key === 'Backspace' && pending === '' && items.length > 0) props.onInput(items.slice(0, -1));
  };

  return (
    <div class="list-control">
      {items.map((item) => (
        <span key={item} class="tag" title={item}>
          <bdi>{item}</bdi>
          <button
            type="button"
            aria-label={`Remove ${item}`}
            onClick={() => {
              props.onInput(items.filter((other) => other !== item));
              document.getElementById(props.id)?.focus();
            }}
          >
            ×
          </button>
        </span>
      ))}
      <input
        {...inputAttributes(props)}
        type="text"
        dir="auto"
        autocomplete="off"
        enterkeyhint="done"
        value={pending}
        onKeyDown={onKeyDown}
        onInput={({ currentTarget: { value } }) => (/[,;]/.test(value) ? add(value) : setPending(value))}
        onBlur={() => {
          add(pending);
          props.onLeave();
        }}
      />
    </div>
  );
}
