import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/server-process.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  place = await temporaryFolder();
});
afterAll(async () => await place.remove());

async function hook(message: string) {
  const file = join(place.folder, 'COMMIT_EDITMSG');
  await writeFile(file, message);
  const { status, stderr } = spawnSync('sh', ['.githooks/commit-msg', file], { encoding: 'utf8' });
  return { isTaken: status === 0, says: stderr };
}

describe('the hook for commit messages', () => {
  it.each([
    'fix(store): keep the order of equal titles',
    'feat!: name the workspace in every path',
    'feat(http)!: answer 412 with the record as it is now',
    'docs: say why\n\nA body. With full stops.',
    '# a comment of Git\nchore: keep what belongs to the checkout',
    `test: ${'a'.repeat(94)}`,
    "Merge branch 'main' into docs",
    'fixup! fix(store): keep the order of equal titles',
  ])('takes %j', async (message) => {
    expect(await hook(message)).toEqual({ isTaken: true, says: '' });
  });

  it.each([
    ['Keep the order of equal titles', 'type(scope): what changes'],
    ['fix: keep the order of equal titles.', 'without a full stop'],
    ['fix : keep the order', 'type(scope): what changes'],
    ['fix(Store): keep the order', 'type(scope): what changes'],
    ['wip: something', 'build|chore|ci|docs'],
    ['fix:', 'type(scope): what changes'],
    ['', 'type(scope): what changes'],
    [`test: ${'a'.repeat(95)}`, 'at most 100 characters; this one has 101'],
  ])('refuses %j', async (message, reason) => {
    expect(await hook(message)).toEqual({ isTaken: false, says: expect.stringContaining(reason) });
  });
});
