import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as standIn from '../../src/lambda/stand-ins/iconv-lite.ts';

// The library itself, as body-parser has it.
const iconv: typeof standIn = createRequire(createRequire(import.meta.url).resolve('body-parser'))('iconv-lite');

const TEXTS = ['', 'abc', 'ä € 😀', '\ufeffwith a mark of byte order', 'line\r\nbreak', '\u0000'];
const NOT_UTF_8 = [[0xff], [0xc3], [0x61, 0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]];
const BYTES = [...TEXTS.map((text) => Buffer.from(text)), ...NOT_UTF_8.map((bytes) => Buffer.from(bytes))];

describe('the stand-in for iconv-lite', () => {
  it.each(['utf-8', 'UTF-8', 'utf8', 'Utf8'])('reads %s as the library does, at once and in pieces', (encoding) => {
    expect(standIn.encodingExists(encoding)).toBe(iconv.encodingExists(encoding));
    for (const bytes of BYTES) {
      expect(standIn.decode(bytes, encoding)).toBe(iconv.decode(bytes, encoding));
      expect(inPieces(standIn, bytes, encoding)).toBe(inPieces(iconv, bytes, encoding));
    }
  });

  it.each(['utf-16', 'utf-7', 'iso-8859-1', 'shift_jis', '', 'no-such-thing'])(
    'says of "%s" what the library says of an unknown one',
    (encoding) => {
      const refusal = messageOf(() => iconv.getDecoder('no-such-thing'))?.split(':')[0];
      expect(refusal).toBe('Encoding not recognized');
      expect(standIn.encodingExists(encoding)).toBe(false);
      expect(messageOf(() => standIn.getDecoder(encoding))?.split(':')[0]).toBe(refusal);
      expect(messageOf(() => standIn.decode(Buffer.from('a'), encoding))?.split(':')[0]).toBe(refusal);
    },
  );
});

function inPieces({ getDecoder }: typeof standIn, bytes: Buffer, encoding: string): string {
  const decoder = getDecoder(encoding);
  const pieces = [...bytes].map((byte) => decoder.write(Buffer.of(byte)));
  return pieces.join('') + (decoder.end() ?? '');
}

function messageOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
