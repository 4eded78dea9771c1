import { batch, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useApp } from '../state/app-context.ts';

type Install = () => void;

/** One loader for each lazy component. They are loaded together: in the build they are one file. */
const loaders: (() => Promise<Install>)[] = [];

/** A component that the first list does not need, with the function that loads its module. Until then it renders nothing. */
export function lazy<Name extends string, Props extends object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Props>>>>,
  name: Name,
): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | undefined>(undefined);
  loaders.push(async () => {
    const module = await load();
    return () => {
      loaded.value = module[name];
    };
  });

  return function Lazy(props: Props) {
    const { loadLater } = useApp();
    const Component = loaded.value;
    if (Component !== undefined) return <Component {...props} />;
    // The next render tries again. Without a network, the connection banner is shown.
    loadLater().catch(() => undefined);
    return null;
  };
}

/** Loads every lazy component, then shows them all at once. */
export async function loadLazyComponents(): Promise<void> {
  const installs = await Promise.all(loaders.map(async (load) => await load()));
  batch(() => {
    for (const install of installs) install();
  });
}
