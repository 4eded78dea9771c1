import { email } from '../../src/schema/fields/email.ts';
import { text } from '../../src/schema/fields/text.ts';
import type { Person } from './person.ts';

const MAX_NAME = 200;
const NAME = text({ max: MAX_NAME });
const EMAIL = email({});

/**
 * Returns the profile that the page saves for the person.
 * Shortens a long name and leaves out an invalid e-mail address, because the service would refuse them.
 */
export function profileOf({ sub, name, email: address }: Pick<Person, 'sub' | 'name' | 'email'>): { name: string; email?: string } {
  const short = NAME.parse([...name].slice(0, MAX_NAME).join(''));
  const valid = EMAIL.parse(address ?? '');
  return {
    name: (short.ok ? short.value : undefined) ?? sub,
    ...(valid.ok && valid.value !== undefined ? { email: valid.value } : {}),
  };
}
