/** Whether the command key of this device is Cmd and not Ctrl. */
export function hasCommandKey({ platform }: Pick<Navigator, 'platform'>): boolean {
  return /^(Mac|iP)/.test(platform);
}

/** The part of a keyboard event that this reads. */
export type Combination = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The letter that is pressed with Ctrl, or with Cmd on a Mac. */
export function commandLetter({ key, code, ctrlKey, metaKey, altKey }: Combination): string | undefined {
  if (ctrlKey === metaKey || altKey) return undefined;
  // Keyboards of other scripts have no Latin letters: there, the place of the key counts.
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}
