/** Encodings that people can choose, named as in the WHATWG Encoding Standard. The standard decodes ISO-8859-1 as Windows-1252. */
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
  /** Whether the bytes prove the encoding. If not, the UI shows the guess, so that people can correct it. */
  readonly isCertain: boolean;
}

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Guesses the encoding of a file: by its byte order mark, then UTF-16 by its zero bytes, then UTF-8 if all bytes are valid.
 * The fallback is Windows-1252, which Excel writes in Western Europe and America.
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return { encoding: marked[0], isCertain: true };
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return { encoding: wide, isCertain: false };
  return decode(bytes, 'utf-8') === undefined ? { encoding: 'windows-1252', isCertain: false } : { encoding: 'utf-8', isCertain: true };
}

/** Decodes bytes and removes a byte order mark. Returns `undefined` if the bytes are invalid in this encoding. */
export function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Returns whether text decoded as Windows-1252 contains UTF-8 sequences, such as "Ã¼" for "ü".
 * Such a file mixes encodings, so no choice of encoding is correct.
 */
export function looksMixed(text: string): boolean {
  return /Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€/.test(text);
}

const PROBED_BYTES = 1_000;

/** Detects UTF-16 without a byte order mark: in mostly Latin text, every second byte is zero. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const probe = bytes.subarray(0, PROBED_BYTES);
  const zeros = (parity: number) => probe.filter((byte, index) => index % 2 === parity && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > probe.length / 4 && even === 0) return 'utf-16le';
  return even > probe.length / 4 && odd === 0 ? 'utf-16be' : undefined;
}
