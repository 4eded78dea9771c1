import { useApp } from './app-context.ts';
import type { Desk } from './editing.ts';

/** The desk, for components that are only drawn once it is there. */
export function useDesk(): Desk {
  const desk = useApp().desk.value;
  if (desk === undefined) throw new Error('This component is drawn before the desk is open.');
  return desk;
}
