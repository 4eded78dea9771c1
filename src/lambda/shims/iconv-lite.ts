/**
 * Stands in for iconv-lite in the Lambda bundle: half a megabyte of character sets, of which body-parser asks for those that a
 * request names. The API takes UTF-8 alone; for any other this tells, as the library does of one that it does not know, that
 * there is none.
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
