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
  // In alphabetical order, a choice that is retired keeps its place, and so do the others.
  const place = [...choices, ...retired].sort().indexOf(choice);
  return place === -1 ? NEUTRAL : `oklch(0.65 0.12 ${HUES[place % HUES.length]})`;
}
