/** Overrides, embeddings and isolates (UAX #9, section 2): they can show `txt.exe` as `exe.txt`. */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A stored text as a screen shows it: a character that would reorder the text around it becomes visible. */
export function displayText(text: string): string {
  return text.replaceAll(DIRECTION_CONTROLS, '\ufffd');
}
