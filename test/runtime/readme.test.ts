import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';

const run = promisify(execFile);
let server: ServerProcess;
let data: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  data = await temporaryFolder();
  server = await startServerProcess({ env: { DATABASE: 'embedded', DATA_DIR: data.folder } });
});
afterAll(async () => {
  await server.end('SIGTERM');
  await data.remove();
});

/** What each paragraph of the tour must come to, in its order. */
const EXPECTED: RegExp[] = [
  /^HTTP\/1\.1 201 .*^ETag: "1".*^Location: \/api\/v1\/tasks\/[-0-9a-f]{36}.*"title":"Try the API"/ims,
  /^\{"items":\[\{"id":"[-0-9a-f]{36}","title":"Try the API","dueDate":"2027-01-31"\}\],"nextCursor":null\}$/,
  /^HTTP\/1\.1 200 .*^ETag: "2".*"status":"done"/ims,
  /"type":"\/problems\/version-conflict".*"status":412.*"current":\{.*"status":"done".*"version":2/,
  /"status":422.*"pointer":"\/color".*"pointer":"\/title".*"pointer":"\/dueDate"/,
  /^HTTP\/1\.1 201 .*"title":"Only once"/ims,
  /^\{"count":2,"complete":true,"groups":\{"open":1,"in-progress":0,"done":1\}\}$/,
  /^\{"created":0,"updated":0,"unchanged":2,"failed":0,"rows":\[\]\}$/,
  /^HTTP\/1\.1 204 .*^HTTP\/1\.1 200 .*"version":4/ims,
];

describe('the README’s tour', () => {
  it('comes to what its comments say when it is pasted into a shell', async () => {
    const [, tour = ''] = /<!-- tour -->\n```sh\n(.*?)```/s.exec(await readFile('README.md', 'utf8')) ?? [];
    const paragraphs = tour.replaceAll('localhost:3000', `127.0.0.1:${server.port}`).split('\n\n');
    expect(paragraphs).toHaveLength(EXPECTED.length);
    // One shell for all of it, so that what one paragraph sets is there for the next.
    const script = paragraphs.join('\necho "=== next"\n');
    const { stdout } = await run('bash', ['-e', '-c', script], { cwd: data.folder });
    const answers = stdout.split('=== next\n').map((answer) => answer.trim());
    for (const [index, expected] of EXPECTED.entries()) expect(answers[index]).toMatch(expected);
  });
});

describe('the README’s settings', () => {
  it('are just those that the code reads', async () => {
    const [readme, config] = [await readFile('README.md', 'utf8'), await readFile('src/config.ts', 'utf8')];
    const table = readme.slice(readme.indexOf('| setting |'), readme.indexOf('## Layout'));
    const documented = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    const read = [...config.matchAll(/(?:read|need)(?:<[^>]*>)?\(\s*'([A-Z_]+)'/g)].map(([, name]) => name);
    expect([...new Set(documented)].sort()).toEqual([...new Set(read)].sort());
  });
});
