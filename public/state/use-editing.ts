import { useApp } from './app-context.ts';
import type { Editing } from './editing.ts';

/** The editing services, for components that render only once they are loaded. */
export function useEditing(): Editing {
  const editing = useApp().editing.value;
  if (editing === undefined) throw new Error('Rendered before the editing services were loaded.');
  return editing;
}
