/**
 * Replaces iconv-lite: 490 KB of character sets, with which body-parser decodes bodies. The API accepts UTF-8 only. Any other
 * encoding is unknown here, and body-parser answers 415 for it.
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
