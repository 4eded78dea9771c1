import { useApp } from './app-context.ts';

const WORDS = {
  good: undefined,
  slow: 'The connection is slow; still waiting for the service.',
  lost: 'The service cannot be reached. What you type is kept here until it answers.',
} as const;

/** Says so when the way to the service is slow or lost. */
export function ConnectionNote() {
  const { connection } = useApp();
  return (
    <div role="status" class="connection">
      {WORDS[connection.state.value] !== undefined && <p>{WORDS[connection.state.value]}</p>}
    </div>
  );
}
