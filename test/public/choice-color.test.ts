import { describe, expect, it } from '@jest/globals';
import { choiceColor } from '../../public/controls/choice-color.ts';

interface Choices {
  readonly choices: readonly string[];
  readonly retired?: readonly string[];
}

const colorsIn = ({ choices, retired = [] }: Choices, isProgress = false) =>
  Object.fromEntries([...choices, ...retired].map((choice) => [choice, choiceColor({ choices, retired, choice, isProgress })]));

describe('the colours of choices', () => {
  const choices = ['lead', 'trial', 'customer', 'partner', 'lost', 'former'];
  const before = colorsIn({ choices });

  it('differ as long as there are enough', () => expect(new Set(Object.values(before)).size).toBe(6));

  it.each(choices)('stay the same when “%s” is retired, which keeps its own', (one) =>
    expect(colorsIn({ choices: choices.filter((other) => other !== one), retired: [one] })).toEqual(before),
  );

  it('do not depend on the order of the choices', () => expect(colorsIn({ choices: choices.toReversed() })).toEqual(before));

  it('are used twice if there are more choices than colours', () =>
    expect(new Set(Object.values(colorsIn({ choices: [...choices, 'new', 'old', 'gone'] }))).size).toBe(6));

  it('are neutral for a value that is no choice', () =>
    expect(choiceColor({ choices, retired: [], choice: 'unknown', isProgress: false })).toBe('oklch(0.65 0 0)'));

  it('are none for steps towards “done”, and neutral for a retired step', () =>
    expect(colorsIn({ choices: ['open', 'done'], retired: ['waiting'] }, true)).toEqual({
      open: undefined,
      done: undefined,
      waiting: 'oklch(0.65 0 0)',
    }));
});
