/**
 * Replaces iconv-lite, which has 490 KB of character sets. body-parser decodes bodies with it, but the API accepts only UTF-8.
 * Other encodings are unknown to this file, so body-parser answers 415.
 */
export default { encodingExists, decode, getDecoder };

interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

function encodingExists(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}

function decode(bytes: Uint8Array, encoding: string): string {
  return decoderOf(encoding).decode(bytes);
}

function getDecoder(encoding: string): Decoder {
  const decoder = decoderOf(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

function decoderOf(encoding: string): TextDecoder {
  if (!encodingExists(encoding)) throw new Error(`Encoding not recognized: '${encoding}' (UTF-8 is the only one here)`);
  return new TextDecoder('utf-8');
}
