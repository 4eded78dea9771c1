import type { Person } from './person.ts';

const OPAQUE = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** Who wrote something, as far as a `sub` tells: oneself, a name, or just someone. */
export function authorOf(sub: string, person: Person): string {
  if (sub === person.sub) return 'you';
  return OPAQUE.test(sub) ? 'someone else' : sub;
}
