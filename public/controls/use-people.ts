import { useEffect } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

/** The people to pick from: the reader first, then the others by name. */
export function usePeople(): readonly string[] {
  const { person, loadLater, late } = useApp();
  useEffect(() => {
    // Without the late services there is nobody else to pick, and the connection banner is shown.
    void loadLater().then(({ people }) => people.load(), ignore);
  }, []);
  const { sub } = person.value;
  const others = [...(late.value?.people.all.value?.values() ?? [])].filter(({ id }) => id !== sub);
  return [sub, ...others.sort((a, b) => a.name.localeCompare(b.name)).map(({ id }) => id)];
}

function ignore(): void {}
