import { useApp } from './app-context.ts';
import type { Editing } from './editing.ts';

/** Returns the editing services. Only for components that render after these services are loaded. */
export function useEditing(): Editing {
  const editing = useApp().editing.value;
  if (editing === undefined) throw new Error('Rendered before the editing services were loaded.');
  return editing;
}
