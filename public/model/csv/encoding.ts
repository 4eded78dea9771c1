/** Encodings that people can choose, by their names in the Encoding Standard (WHATWG), which reads ISO-8859-1 as Windows-1252. */
export const ENCODINGS: readonly (readonly [encoding: string, label: string])[] = [
  ['utf-8', 'Unicode (UTF-8)'],
  ['utf-16le', 'Unicode (UTF-16 LE)'],
  ['utf-16be', 'Unicode (UTF-16 BE)'],
  ['windows-1252', 'Western European (Windows-1252, ISO-8859-1)'],
  ['iso-8859-15', 'Western European (ISO-8859-15)'],
  ['macintosh', 'Western European (Macintosh)'],
  ['windows-1250', 'Central European (Windows-1250)'],
  ['iso-8859-2', 'Central European (ISO-8859-2)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'],
  ['koi8-r', 'Cyrillic (KOI8-R)'],
  ['windows-1253', 'Greek (Windows-1253)'],
  ['windows-1254', 'Turkish (Windows-1254)'],
  ['windows-1255', 'Hebrew (Windows-1255)'],
  ['windows-1256', 'Arabic (Windows-1256)'],
  ['windows-1257', 'Baltic (Windows-1257)'],
  ['windows-1258', 'Vietnamese (Windows-1258)'],
  ['windows-874', 'Thai (Windows-874)'],
  ['shift_jis', 'Japanese (Shift_JIS)'],
  ['euc-jp', 'Japanese (EUC-JP)'],
  ['gb18030', 'Simplified Chinese (GBK, GB18030)'],
  ['big5', 'Traditional Chinese (Big5)'],
  ['euc-kr', 'Korean (EUC-KR)'],
];

export interface EncodingGuess {
  readonly encoding: string;
  /** Whether the file itself proves it; if not, people must see what was guessed. */
  readonly isCertain: boolean;
}

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** By the byte order mark; else UTF-8 if every byte fits; else what Excel writes in Western Europe and America. */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return { encoding: marked[0], isCertain: true };
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return { encoding: wide, isCertain: false };
  return decode(bytes, 'utf-8') === undefined ? { encoding: 'windows-1252', isCertain: false } : { encoding: 'utf-8', isCertain: true };
}

/** The text, or `undefined` if the bytes are not of this encoding. A byte order mark is removed. */
export function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether text that was read as Windows-1252 shows the traces of UTF-8, such as "Ã¼" for "ü": then no single encoding is right. */
export function looksMixed(text: string): boolean {
  return /Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€/.test(text);
}

const PROBED_BYTES = 1_000;

/** UTF-16 without a mark: mostly Latin text has a zero in every second byte. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const probe = bytes.subarray(0, PROBED_BYTES);
  const zeros = (parity: number) => probe.filter((byte, index) => index % 2 === parity && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > probe.length / 4 && even === 0) return 'utf-16le';
  return even > probe.length / 4 && odd === 0 ? 'utf-16be' : undefined;
}
