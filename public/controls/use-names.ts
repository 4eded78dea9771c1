import { useEffect } from 'preact/hooks';
import { ME } from '../../src/schema/fields/person.ts';
import { useApp } from '../state/app-context.ts';

/** The names of people by id, “Me” for the reader. Loads the people when a name is needed. */
export function useNames(): (id: string) => string {
  const { person, loadLater, late } = useApp();
  const { sub } = person.value;
  const asked = new Set<string>();
  useEffect(() => {
    // Without the late services there are no names, and the connection banner is shown.
    for (const id of asked) void loadLater().then(({ people }) => people.load(id), ignore);
  });
  return (id) => {
    if (id === sub || id === ME) return 'Me';
    asked.add(id);
    return late.value?.people.nameOf(id) ?? '…';
  };
}

function ignore(): void {}
