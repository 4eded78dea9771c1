import { describe, expect, it } from '@jest/globals';
import { decode, ENCODINGS, guessEncoding, looksMixed } from '../../../public/model/csv/encoding.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, isLittle: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index] of [...text].entries()) view.setUint16(index * 2, text.charCodeAt(index), isLittle);
  return bytes;
};

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8 with a mark', utf8('\ufefftitle\nMüller'), 'utf-8', true],
    ['UTF-16 LE with a mark', utf16('\ufefftitle\nMüller', true), 'utf-16le', true],
    ['UTF-16 BE with a mark', utf16('\ufefftitle\nMüller', false), 'utf-16be', true],
    ['UTF-16 LE without a mark', utf16('title\nMüller', true), 'utf-16le', false],
    ['UTF-16 BE without a mark', utf16('title\nMüller', false), 'utf-16be', false],
    ['UTF-8 without a mark', utf8('title\nMüller'), 'utf-8', true],
    ['Windows-1252', Uint8Array.from(Buffer.from('title\nMüller', 'latin1')), 'windows-1252', false],
  ])('is known for %s', (_, bytes, encoding, isCertain) => {
    expect(guessEncoding(bytes)).toEqual({ encoding, isCertain });
    expect(decode(bytes, encoding)).toBe('title\nMüller');
  });

  it.each(ENCODINGS.map(([encoding]) => encoding))('%s can be chosen', (encoding) => {
    expect(() => new TextDecoder(encoding, { fatal: true })).not.toThrow();
  });

  it.each([
    ['windows-1250', [0xa3, 0xf3, 0x64, 0x9f], 'Łódź'],
    ['windows-1251', [0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0], 'Москва'],
    ['macintosh', [0x4d, 0x9f, 0x6c, 0x6c, 0x65, 0x72], 'Müller'],
    ['iso-8859-15', [0x31, 0x20, 0xa4], '1 €'],
    ['shift_jis', [0x93, 0x8c, 0x8b, 0x9e], '東京'],
    ['gb18030', [0xb1, 0xb1, 0xbe, 0xa9], '北京'],
    ['big5', [0xbb, 0x4f, 0xa5, 0x5f], '臺北'],
    ['euc-kr', [0xbc, 0xad, 0xbf, 0xef], '서울'],
  ])('%s is read right', (encoding, bytes, text) => {
    expect(decode(Uint8Array.from(bytes), encoding)).toBe(text);
  });

  it('refuses bytes that are not of the chosen encoding instead of replacing them', () => {
    expect(decode(Uint8Array.from([0x4d, 0xfc, 0x6c]), 'utf-8')).toBeUndefined();
  });

  it.each([
    ['MÃ¼ller & SÃ¶hne', true],
    ['cafâ€™s', true],
    ['Müller & Söhne', false],
    ['São Paulo, Ålesund, ÃO', false],
  ])('finds the traces of a file that was read wrongly before: %s', (text, expected) => {
    expect(looksMixed(text)).toBe(expected);
  });
});
