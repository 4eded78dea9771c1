export interface ShownChoice {
  readonly choices: readonly string[];
  /** Former choices. */
  readonly retired: readonly string[];
  readonly choice: string;
  /** Whether the choices are steps towards “done”. */
  readonly isProgress: boolean;
}

/** None of them looks better or worse than another. */
const HUES = [250, 65, 330, 200, 100, 290];
const NEUTRAL = 'oklch(0.65 0 0)';

/**
 * Returns the colour of the dot of a choice; `undefined` for a step towards “done”, which has no dot.
 * A retired step gets a neutral dot, because it has no position any more.
 */
export function choiceColor({ choices, retired, choice, isProgress }: ShownChoice): string | undefined {
  if (isProgress) return choices.includes(choice) ? undefined : NEUTRAL;
  const hue = huesOf([...choices, ...retired]).get(choice);
  return hue === undefined ? NEUTRAL : `oklch(0.65 0.12 ${hue})`;
}

/** Each choice gets the hue that its name stands for, or the next free one. Neither their order nor retiring one changes the hues. */
function huesOf(choices: readonly string[]): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  let free = HUES;
  for (const choice of [...choices].sort()) {
    if (free.length === 0) free = HUES;
    const wanted = hashOf(choice) % HUES.length;
    const hue = [...HUES.slice(wanted), ...HUES].find((candidate) => free.includes(candidate)) ?? 0;
    free = free.filter((candidate) => candidate !== hue);
    hues.set(choice, hue);
  }
  return hues;
}

function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
}
