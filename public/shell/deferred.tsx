import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

type Later = typeof import('./later.ts');

let asked: Promise<Later> | undefined;

/** What the page does not begin with. Asked for once: a second import, while the first waits for the style sheet, would not wait. */
export async function later(): Promise<Later> {
  asked ??= import('./later.ts');
  try {
    return await asked;
  } catch (error) {
    asked = undefined;
    throw error;
  }
}

/** A component of that; until it is loaded it draws nothing. */
export function deferred<Props extends object>(choose: (loaded: Later) => ComponentType<Props>): ComponentType<Props> {
  const chosen = signal<ComponentType<Props> | undefined>(undefined);
  let isLoading = false;

  async function load(): Promise<void> {
    try {
      chosen.value = choose(await later());
    } catch {
      // Off-line; the next time it is needed it is asked for again.
      isLoading = false;
    }
  }

  return function Deferred(props: Props) {
    const Drawn = chosen.value;
    if (Drawn !== undefined) return <Drawn {...props} />;
    if (!isLoading) {
      isLoading = true;
      void load();
    }
    return null;
  };
}
