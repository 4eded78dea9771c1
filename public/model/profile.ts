import { email } from '../../src/schema/fields/email.ts';
import { text } from '../../src/schema/fields/text.ts';
import type { Person } from './person.ts';

const MAX_NAME = 200;
const NAME = text({ max: MAX_NAME });
const EMAIL = email({});

/** The profile that the page sends for the person. Texts that the service would refuse are cut or left out. */
export function profileOf({ sub, name, email: address }: Pick<Person, 'sub' | 'name' | 'email'>): { name: string; email?: string } {
  const short = NAME.parse([...name].slice(0, MAX_NAME).join(''));
  const valid = EMAIL.parse(address ?? '');
  return {
    name: (short.ok ? short.value : undefined) ?? sub,
    ...(valid.ok && valid.value !== undefined ? { email: valid.value } : {}),
  };
}
