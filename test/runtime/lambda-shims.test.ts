import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from '@jest/globals';
import { shimNames } from '../../build/replace-packages.ts';
import * as credentials from '../../src/lambda/shims/@aws-sdk/credential-provider-node.ts';
import createDebug from '../../src/lambda/shims/debug.ts';
import depd from '../../src/lambda/shims/depd.ts';
import iconvShim from '../../src/lambda/shims/iconv-lite.ts';
import lodashShim from '../../src/lambda/shims/lodash.ts';
import mimeDb from '../../src/lambda/shims/mime-db.ts';

// The API suite, which runs on the bundle, shows that requests need nothing else. These tests compare each shim with its package.
const require = createRequire(import.meta.url);
const express = createRequire(require.resolve('express'));
const iconv: typeof iconvShim = createRequire(express.resolve('body-parser'))('iconv-lite');

const lodash: typeof lodashShim = createRequire(require.resolve('express-validator'))('lodash');

const TEXTS = ['', 'abc', 'ä € 😀', '\ufeffwith a mark of byte order', 'line\r\nbreak', '\u0000'];
const NOT_UTF_8 = [[0xff], [0xc3], [0x61, 0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]];
const BYTES = [...TEXTS.map((text) => Buffer.from(text)), ...NOT_UTF_8.map((bytes) => Buffer.from(bytes))];

describe('the shims', () => {
  it('are the ones that the tests below cover', () => {
    expect(shimNames('src/lambda/shims').sort()).toEqual([
      '@aws-sdk/credential-provider-node',
      'debug',
      'depd',
      'iconv-lite',
      'lodash',
      'mime-db',
    ]);
  });
});

describe('the shim for iconv-lite', () => {
  it.each(['utf-8', 'UTF-8', 'utf8', 'Utf8'])('reads %s like the package, as a whole and in pieces', (encoding) => {
    expect(iconvShim.encodingExists(encoding)).toBe(iconv.encodingExists(encoding));
    for (const bytes of BYTES) {
      expect(iconvShim.decode(bytes, encoding)).toBe(iconv.decode(bytes, encoding));
      expect(inPieces(iconvShim, bytes, encoding)).toBe(inPieces(iconv, bytes, encoding));
    }
  });

  it.each(['utf-16', 'utf-7', 'iso-8859-1', 'shift_jis', '', 'no-such-thing'])(
    'refuses "%s" with the error of the package for an unknown encoding',
    (encoding) => {
      const refusal = messageOf(() => iconv.getDecoder('no-such-thing'))?.split(':')[0];
      expect(refusal).toBe('Encoding not recognized');
      expect(iconvShim.encodingExists(encoding)).toBe(false);
      expect(messageOf(() => iconvShim.getDecoder(encoding))?.split(':')[0]).toBe(refusal);
      expect(messageOf(() => iconvShim.decode(Buffer.from('a'), encoding))?.split(':')[0]).toBe(refusal);
    },
  );
});

describe('the shim for lodash', () => {
  const paths = [
    'a',
    'a.b',
    'a[0]',
    'a[0].b',
    "a['x.y']",
    'a["q\\"q"]',
    '.a',
    'a..b',
    'a[]',
    '',
    '*.a',
    'a-b',
    '__proto__.x',
    'constructor.x',
  ];
  const objects = [undefined, null, 'text', {}, { a: { b: 1 } }, { a: [{ b: 2 }] }, { 'a.b': 3 }, { '': 4 }, { a: { 'x.y': 5 } }, [1]];

  it.each(paths)('reads the path "%s" like lodash', (path) => {
    expect(lodashShim.toPath(path)).toEqual(lodash.toPath(path));
    for (const object of objects) expect(lodashShim.get(object, path)).toEqual(lodash.get(object, path));
  });

  it.each(paths)('sets the path "%s" like lodash, and never changes a prototype', (path) => {
    for (const object of objects) {
      expect(lodashShim.set(structuredClone(object), path, 'new')).toEqual(lodash.set(structuredClone(object), path, 'new'));
    }
    expect({}).not.toHaveProperty('x');
  });

  it('supports the calls of express-validator like lodash', () => {
    for (const _ of [lodash, lodashShim]) {
      const rows = [
        { name: 'a', n: 1 },
        { name: 'b', n: 2 },
        { name: 'a', n: 3 },
      ];
      const grouped = _(rows)
        .groupBy('name')
        .flatMap((group, name) => [name, group])
        .filter(Boolean)
        .valueOf();
      expect(grouped).toEqual(['a', [rows[0], rows[2]], 'b', [rows[1]]]);
      const unique = _([[1], [2], [1]])
        .flatMap((list) => _.castArray(list))
        .uniqWith((a, b) => a === b)
        .value();
      expect(unique).toEqual([1, 2]);
      expect(
        _([1, 2])
          .map((n) => Number(n) * 2)
          .reduce((sum, n) => Number(sum) + Number(n), 0),
      ).toBe(6);
      expect(_.uniqBy(rows, 'name')).toEqual([rows[0], rows[1]]);
      expect(_.uniqBy([1.2, 1.7, 2], (n) => Math.floor(Number(n)))).toEqual([1.2, 2]);
      expect(_.flatMap(rows, 'n')).toEqual([1, 2, 3]);
      expect(_.flatMap([[1], [2]])).toEqual([1, 2]);
      expect(_.defaults({ a: 1, b: null, c: undefined }, { a: 2, b: 2, c: 2, d: 2 })).toEqual({ a: 1, b: null, c: 2, d: 2 });
      expect([_.castArray(1), _.castArray([1]), _.castArray(undefined)]).toEqual([[1], [1], [undefined]]);
      expect([{}, [], null, 'a', 1].map(_.isObjectLike)).toEqual([true, true, false, false, false]);
      expect(_.cloneDeep({ a: [1] })).toEqual({ a: [1] });
    }
  });
});

describe('the shim for mime-db', () => {
  it('has the same data as mime-db for its types', () => {
    const all: Readonly<Record<string, object>> = createRequire(express.resolve('mime-types'))('mime-db');
    expect(Object.keys(mimeDb).length).toBeGreaterThan(4);
    expect(all).toMatchObject(mimeDb);
  });
});

describe('the shim for the credential provider', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('returns the credentials in the environment like the package, and reads them once', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });
    const sdk = createRequire(require.resolve('@aws-sdk/client-dynamodb'));
    const search: typeof credentials = sdk('@aws-sdk/credential-provider-node');
    const find = credentials.defaultProvider();
    const found = await find();
    expect(found).toMatchObject({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' });
    expect(found).toEqual(await search.defaultProvider()());
    expect(await find()).toBe(found);
  });

  it('fails without credentials in the environment', async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    await expect(credentials.defaultProvider()()).rejects.toThrow('Unable to find environment variable credentials');
  });
});

describe('the shim for debug', () => {
  it('writes nothing, like debug without the variable DEBUG', () => {
    const debug = createDebug('express:router');
    expect([debug('text'), debug.enabled]).toEqual([undefined, false]);
  });
});

describe('the shim for depd', () => {
  it('never warns, and does not change functions and properties', () => {
    const deprecate = depd('express');
    const send = () => 'sent';
    expect([deprecate('text'), deprecate.function(send)]).toEqual([undefined, send]);
    const object = { property: 1 };
    deprecate.property(object, 'property');
    expect(object.property).toBe(1);
  });
});

function inPieces({ getDecoder }: typeof iconvShim, bytes: Buffer, encoding: string): string {
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
