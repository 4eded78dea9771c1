import { displayText } from './display-text.ts';
import type { Person } from './person.ts';

const OPAQUE = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** Who made a change, by its `sub`: the reader, a name, or a person without a readable name. */
export function authorOf(sub: string, person: Person): string {
  if (sub === person.sub) return 'you';
  return OPAQUE.test(sub) ? 'someone else' : displayText(sub);
}
