/** Words whose first letter does not tell their sound: “a unit”, “a user”, “an hour”. */
const VOWEL_SOUND = /^(?:[ai]|e(?!u)|o(?!n(?:e|ce)\b)|u(?!ni(?!n)|s[aeiu]|til|rl|uid)|h(?:our|onest|onou?r|eir))/i;

/** Returns a noun with its indefinite article: “a task”, “an order”. */
export function withArticle(noun: string): string {
  return `${VOWEL_SOUND.test(noun) ? 'an' : 'a'} ${noun}`;
}
