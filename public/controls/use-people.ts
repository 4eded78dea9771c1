import { useEffect } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

/** Returns the ids of the people to choose from: the signed-in person first, then the others by name. */
export function usePeople(): readonly string[] {
  const { person, loadLater, late } = useApp();
  useEffect(() => {
    // Ignore a failure: the signed-in person can still be chosen, and the connection banner reports a lost network.
    void loadLater().then(({ people }) => people.load(), ignore);
  }, []);
  const { sub } = person.value;
  const others = [...(late.value?.people.all.value?.values() ?? [])].filter(({ id }) => id !== sub);
  return [sub, ...others.sort((a, b) => a.name.localeCompare(b.name)).map(({ id }) => id)];
}

function ignore(): void {}
