import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from '../../src/lambda/stand-ins/credential-provider-node.ts';
import * as standIn from '../../src/lambda/stand-ins/iconv-lite.ts';

/** A package as another one has it. */
const ownedBy = (owner: string) => createRequire(createRequire(import.meta.url).resolve(owner));
const iconv: typeof standIn = ownedBy('body-parser')('iconv-lite');

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

describe('the stand-in for mime-db', () => {
  const types: Record<string, { extensions: string[] }> = JSON.parse(
    readFileSync(new URL('../../src/lambda/stand-ins/mime-db.json', import.meta.url), 'utf8'),
  );
  const library: Record<string, object> = createRequire(ownedBy('express').resolve('mime-types'))('mime-db');

  it.each(Object.entries(types))('says of %s what the library says', (type, entry) => {
    expect(library[type]).toMatchObject({ ...entry, extensions: expect.arrayContaining(entry.extensions) });
  });
});

describe('the stand-in for the SDK’s search for credentials', () => {
  const { env } = process;
  afterEach(() => {
    process.env = env;
  });

  it('finds those that Lambda gives', async () => {
    process.env = { ...env, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };
    expect(await defaultProvider()()).toMatchObject({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'session' });
  });
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
