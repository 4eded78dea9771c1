import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');
const [, table = ''] = page.split('## Attacks in the tests');

describe('the table of attacks in docs/security.md', () => {
  it('goes through the OWASP API Security Top 10, each entry in its turn', () => {
    expect(table.match(/^\| API\d+/gm)).toEqual(Array.from({ length: 10 }, (_, n) => `| API${n + 1}`));
  });

  it('names tests that there are', () => {
    const named = [...table.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('counts the tokens that are refused as the test does', () => {
    const [, count] = /more than (\d+) tokens and headers/.exec(table) ?? [];
    const tests = readFileSync(new URL('test/identity/token.test.ts', root), 'utf8');
    const rows = tests.slice(tests.indexOf('const tokens:'), tests.indexOf('const rows')).match(/^ {4}\['/gm) ?? [];
    expect(rows.length).toBeGreaterThan(Number(count));
  });
});
