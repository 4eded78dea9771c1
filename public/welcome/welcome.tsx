import { useId, useState } from 'preact/hooks';
import { hasCommandKey } from '../browser/command-key.ts';
import { useNarrow } from '../browser/use-narrow.ts';
import { withArticle } from '../model/article.ts';
import { may } from '../model/person.ts';
import { useApp } from '../state/app-context.ts';
import './welcome.css';

const KEY = 'welcome-closed';
const KEYS = [
  ['Ctrl K', 'go anywhere'],
  ['/', 'search'],
  ['n', 'new record'],
  ['j k', 'next, previous record'],
  ['?', 'all keys'],
] as const;

/** Says on a first visit what this is and what to try. Shown until someone closes it. */
export function Welcome() {
  const { storage, person, route } = useApp();
  const [isOpen, setOpen] = useState(() => storage.read(KEY) === undefined);
  const heading = useId();
  const isNarrow = useNarrow();
  const shown = route.value;
  if (!isOpen || shown === undefined || shown.open !== undefined) return null;
  const { singular, title } = shown.type;
  const canAdd = may(person.value, 'editor');
  const close = () => {
    storage.keep(KEY, 'true');
    setOpen(false);
    document.getElementById('list-title')?.focus();
  };
  return (
    <aside class="welcome" aria-labelledby={heading}>
      {/* A phone has no room for it beside the list. */}
      <details open={!isNarrow}>
        <summary>
          <h2 id={heading}>Welcome</h2>
        </summary>
        <p>Keep simple records, such as {title.toLowerCase()}, in one place. Everything here is also available through the API.</p>
        <h3>Three things to try</h3>
        <ol>
          <li>
            {canAdd
              ? `Add ${withArticle(singular)}: type its title above the list and press Enter.`
              : 'Search: type a word in the search box.'}
          </li>
          <li>Choose Filter, add a filter, then select it to change it.</li>
          <li>
            {canAdd && !isNarrow ? 'Drop a CSV file on the list to import it.' : `Open ${withArticle(singular)} to see all its fields.`}
          </li>
        </ol>
        {!isNarrow && (
          <p class="welcome-keys">
            {KEYS.map(([key, meaning]) => (
              <span key={key}>
                <kbd>{hasCommandKey(navigator) ? key.replace('Ctrl', '⌘') : key}</kbd> {meaning}
              </span>
            ))}
          </p>
        )}
        <p>
          <a href="/docs/">API documentation</a>. A developer adds a record type with one file: see{' '}
          <code>docs/adding-a-record-type.md</code>.
        </p>
        <button type="button" class="button is-primary" onClick={close}>
          Got it
        </button>
      </details>
    </aside>
  );
}
