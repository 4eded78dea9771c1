import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useApp } from '../state/app-context.ts';
import type { Later } from './later-loading.ts';

/** A component of what the page does not begin with; until it is loaded it draws nothing. */
export function deferred<Props extends object>(choose: (loaded: Later) => ComponentType<Props>): ComponentType<Props> {
  const chosen = signal<ComponentType<Props> | undefined>(undefined);
  let isLoading = false;

  async function load(later: () => Promise<Later>): Promise<void> {
    try {
      chosen.value = choose(await later());
    } catch {
      // Off-line; the next time it is needed it is asked for again.
      isLoading = false;
    }
  }

  return function Deferred(props: Props) {
    const { later } = useApp();
    const Drawn = chosen.value;
    if (Drawn !== undefined) return <Drawn {...props} />;
    if (!isLoading) {
      isLoading = true;
      void load(later);
    }
    return null;
  };
}
