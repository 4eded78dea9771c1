import { expect, it } from '@jest/globals';
import { holdKeys } from '../../public/browser/hold-keys.ts';

interface KeyPress {
  readonly key: string;
}

it('keys that are pressed before the shortcuts are loaded are handed over once, in their order', () => {
  const listeners = new Set<(event: KeyPress) => void>();
  const press = (key: string) => {
    for (const listener of listeners) listener({ key });
  };
  const take = holdKeys<KeyPress>({
    addEventListener: (_, listener) => listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
  });
  press('j');
  press('x');
  expect(take().map(({ key }) => key)).toEqual(['j', 'x']);
  press('k');
  expect(take()).toEqual([]);
});
