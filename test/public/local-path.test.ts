import { expect, it } from '@jest/globals';
import { localPath } from '../../public/model/local-path.ts';

const ORIGIN = 'https://records.example';

it.each([
  ['/tasks?status=done', '/tasks?status=done'],
  ['https://records.example/tasks/1?x=1#y', '/tasks/1?x=1'],
  ['tasks', '/tasks'],
  ['', '/'],
])('keeps the path and query of a local address: %j', (address, path) => {
  expect(localPath(address, ORIGIN)).toBe(path);
});

it.each([
  '//evil.example/',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'https://evil.example/',
  'https://records.example.evil.example/',
  'https://records.example//evil.example',
  'http://records.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://[',
])('gives the start page for an address of another site: %j', (address) => {
  expect(localPath(address, ORIGIN)).toBe('/');
});
