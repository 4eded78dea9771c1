import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

const WORDS = {
  good: undefined,
  slow: 'The connection is slow; still waiting for the service.',
  lost: 'The service cannot be reached. What you type is kept here until it answers.',
} as const;

/** Says so when the way to the service is slow or lost, and when a part of the page itself did not come. */
export function ConnectionBanner() {
  const { connection } = useApp();
  const [isIncomplete, setIncomplete] = useState(false);
  // Vite's own event: a file that is loaded later could not be, for want of the network or because a newer page has replaced it.
  useEffect(() => addEventListener('vite:preloadError', () => setIncomplete(true)), []);
  const words = WORDS[connection.state.value];
  return (
    <div role="status" class="connection">
      {words !== undefined && <p>{words}</p>}
      {isIncomplete && (
        <p>
          A part of this page could not be loaded.{' '}
          <button type="button" class="link" onClick={() => location.reload()}>
            Load it again
          </button>
        </p>
      )}
    </div>
  );
}
