import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

const MESSAGES = {
  good: undefined,
  slow: 'The connection is slow.',
  lost: 'Can’t reach the server. Your changes are kept and sent later.',
} as const;

/** Shows a message while the connection is slow or lost, or after a part of the page failed to load. */
export function ConnectionBanner() {
  const { connection } = useApp();
  const [isIncomplete, setIncomplete] = useState(false);
  // A lazy module failed to load: the network failed, or a newer deployment removed the file.
  useEffect(() => addEventListener('vite:preloadError', () => setIncomplete(true)), []);
  const message = MESSAGES[connection.state.value];
  return (
    <div role="status" class="connection">
      {message !== undefined && <p key={message}>{message}</p>}
      {isIncomplete && (
        <p key="incomplete">
          Part of this page could not be loaded.{' '}
          <button type="button" class="link" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
      )}
    </div>
  );
}
