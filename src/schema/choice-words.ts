/**
 * Returns the choice that a text means: “In progress”, “IN PROGRESS” and “in_progress” are `in-progress`.
 * Returns `undefined` if it means none, or more than one.
 */
export function choiceFor(choices: readonly string[], text: string): string | undefined {
  const word = text.trim();
  if (choices.includes(word)) return word;
  return onlyOne(choices, (choice) => lower(choice) === lower(word)) ?? onlyOne(choices, (choice) => letters(choice) === letters(word));
}

function onlyOne(choices: readonly string[], fits: (choice: string) => boolean): string | undefined {
  const [first, ...others] = choices.filter(fits);
  return others.length === 0 ? first : undefined;
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** A text without letters and digits, such as `+`, stays as it is: it has nothing else to compare. */
function letters(text: string): string {
  return lower(text).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '') || lower(text);
}
