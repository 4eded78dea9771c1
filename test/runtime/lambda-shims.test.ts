import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from '@jest/globals';
import { standInNames } from '../../build/shims.ts';
import credentials from '../../src/lambda/shims/@aws-sdk/credential-provider-node.ts';
import createDebug from '../../src/lambda/shims/debug.ts';
import depd from '../../src/lambda/shims/depd.ts';
import iconvStandIn from '../../src/lambda/shims/iconv-lite.ts';
import ipaddr from '../../src/lambda/shims/ipaddr.js.ts';
import lodashStandIn from '../../src/lambda/shims/lodash.ts';
import mimeDb from '../../src/lambda/shims/mime-db.ts';
import qs from '../../src/lambda/shims/qs.ts';
import send from '../../src/lambda/shims/send.ts';
import serveStatic from '../../src/lambda/shims/serve-static.ts';
import validator from '../../src/lambda/shims/validator.ts';

// That a request never needs what is left out is shown by the API suite, which runs on the bundle; here, that what stands in
// does as the package does, which is taken from the one that has it.
const require = createRequire(import.meta.url);
const express = createRequire(require.resolve('express'));
const iconv: typeof iconvStandIn = createRequire(express.resolve('body-parser'))('iconv-lite');
const lodash: typeof lodashStandIn = createRequire(require.resolve('express-validator'))('lodash');

const TEXTS = ['', 'abc', 'ä € 😀', '\ufeffwith a mark of byte order', 'line\r\nbreak', '\u0000'];
const NOT_UTF_8 = [[0xff], [0xc3], [0x61, 0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]];
const BYTES = [...TEXTS.map((text) => Buffer.from(text)), ...NOT_UTF_8.map((bytes) => Buffer.from(bytes))];

describe('the stand-ins', () => {
  it('are these, each with a test below', () => {
    expect(standInNames('src/lambda/shims').sort()).toEqual([
      '@aws-sdk/credential-provider-node',
      'debug',
      'depd',
      'iconv-lite',
      'ipaddr.js',
      'lodash',
      'mime-db',
      'qs',
      'send',
      'serve-static',
      'validator',
    ]);
  });
});

describe('the stand-in for iconv-lite', () => {
  it.each(['utf-8', 'UTF-8', 'utf8', 'Utf8'])('reads %s as the library does, at once and in pieces', (encoding) => {
    expect(iconvStandIn.encodingExists(encoding)).toBe(iconv.encodingExists(encoding));
    for (const bytes of BYTES) {
      expect(iconvStandIn.decode(bytes, encoding)).toBe(iconv.decode(bytes, encoding));
      expect(inPieces(iconvStandIn, bytes, encoding)).toBe(inPieces(iconv, bytes, encoding));
    }
  });

  it.each(['utf-16', 'utf-7', 'iso-8859-1', 'shift_jis', '', 'no-such-thing'])(
    'says of "%s" what the library says of an unknown one',
    (encoding) => {
      const refusal = messageOf(() => iconv.getDecoder('no-such-thing'))?.split(':')[0];
      expect(refusal).toBe('Encoding not recognized');
      expect(iconvStandIn.encodingExists(encoding)).toBe(false);
      expect(messageOf(() => iconvStandIn.getDecoder(encoding))?.split(':')[0]).toBe(refusal);
      expect(messageOf(() => iconvStandIn.decode(Buffer.from('a'), encoding))?.split(':')[0]).toBe(refusal);
    },
  );
});

describe('the stand-in for lodash', () => {
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

  it.each(paths)('reads the path "%s" as lodash does', (path) => {
    expect(lodashStandIn.toPath(path)).toEqual(lodash.toPath(path));
    for (const object of objects) expect(lodashStandIn.get(object, path)).toEqual(lodash.get(object, path));
  });

  it.each(paths)('sets "%s" as lodash does, and never a prototype', (path) => {
    for (const object of objects) {
      expect(lodashStandIn.set(structuredClone(object), path, 'new')).toEqual(lodash.set(structuredClone(object), path, 'new'));
    }
    expect({}).not.toHaveProperty('x');
  });

  it('takes the steps of express-validator as lodash does', () => {
    for (const _ of [lodash, lodashStandIn]) {
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

describe('the stand-in for mime-db', () => {
  it('says of each type what mime-db says', () => {
    const all: Readonly<Record<string, object>> = createRequire(express.resolve('mime-types'))('mime-db');
    expect(Object.keys(mimeDb).length).toBeGreaterThan(4);
    expect(all).toMatchObject(mimeDb);
  });
});

describe('the stand-in for the search for credentials', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('finds those of the environment, as the search does, and reads them once', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });
    const sdk = createRequire(require.resolve('@aws-sdk/client-dynamodb'));
    const search: typeof credentials = sdk('@aws-sdk/credential-provider-node');
    const find = credentials.defaultProvider();
    const found = await find();
    expect(found).toMatchObject({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' });
    expect(found).toEqual(await search.defaultProvider()());
    expect(await find()).toBe(found);
  });

  it('fails without them', async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    await expect(credentials.defaultProvider()()).rejects.toThrow('Unable to find environment variable credentials');
  });
});

describe('what only speaks to developers', () => {
  it('is silent: debug', () => {
    const debug = createDebug('express:router');
    expect([debug('text'), debug.enabled]).toEqual([undefined, false]);
  });

  it('is silent, and leaves functions as they are: depd', () => {
    const deprecate = depd('express');
    const send = () => 'sent';
    expect([deprecate('text'), deprecate.function(send)]).toEqual([undefined, send]);
    const object = { property: 1 };
    deprecate.property(object, 'property');
    expect(object.property).toBe(1);
  });
});

describe('what the API never calls', () => {
  it.each<[string, () => unknown]>([
    ['express.static', () => serveStatic()],
    ['send', () => send()],
    ['qs.parse', () => qs.parse()],
    ['qs.stringify', () => qs.stringify()],
    ['ipaddr.parse', () => ipaddr.parse()],
    ['ipaddr.isValid', () => ipaddr.isValid()],
    ['validator.isEmail', () => validator['isEmail']],
  ])('says so if it is called: %s', (name, call) => {
    expect(messageOf(call)).toContain(`${name} is left out`);
  });
});

function inPieces({ getDecoder }: typeof iconvStandIn, bytes: Buffer, encoding: string): string {
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
