import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';

const source = readFileSync(new URL('../../infra/ui-paths.js', import.meta.url), 'utf8');

/** Runs the function like CloudFront: as a script without modules. */
function routed(uri: string): unknown {
  return JSON.parse(JSON.stringify(runInNewContext(`${source}; handler(event)`, { event: { request: { uri, method: 'GET' } } })));
}

describe('the paths of the UI at CloudFront', () => {
  it.each([
    ['/', '/index.html'],
    ['/tasks', '/index.html'],
    ['/tasks/', '/index.html'],
    ['/tasks/0198c2f0-0000-7000-8000-000000000001', '/index.html'],
    ['/a.b/c', '/index.html'],
    ['/index.html', '/index.html'],
    ['/config.json', '/config.json'],
    ['/assets/index-B1.js', '/assets/index-B1.js'],
    ['/assets/none.js', '/assets/none.js'],
    ['/docs/', '/docs/index.html'],
    ['/problems/', '/problems/index.html'],
    ['/problems/not-found', '/problems/not-found.html'],
    ['/problemsolvers', '/index.html'],
  ])('%s gets the file %s', (uri, served) => {
    expect(routed(uri)).toEqual({ uri: served, method: 'GET' });
  });

  it.each(['/docs', '/problems'])('%s is redirected to its folder, so that relative links work', (uri) => {
    expect(routed(uri)).toMatchObject({ statusCode: 301, headers: { location: { value: `${uri}/` } } });
  });

  it.each(['//', '//evil.example/', '//evil.example/tasks', '/\\evil.example/', '//docs', '///evil.example/index.html'])(
    '%s is not found, because a browser would read it as another host',
    (uri) => {
      expect(routed(uri)).toMatchObject({ statusCode: 404 });
    },
  );

  it('come from a function of less than 10 KB, the limit of CloudFront', () => {
    expect(Buffer.byteLength(source)).toBeLessThan(10 * 1024);
  });
});
