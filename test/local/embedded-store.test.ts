import { describe, expect, it } from '@jest/globals';
import type { Operation } from 'dynalite/db/index.js';
import { createWriter } from '../../src/local/embedded-store.ts';

describe('writing after the disk was full', () => {
  const operations: Operation[] = [{ type: 'del', key: 'a' }];
  const full = new Error('No space left on device');

  it('is refused until the next start, because the end of the log may be half a batch', async () => {
    const attempts: string[] = [];
    const faults: unknown[] = [];
    const outcomes = [Promise.resolve(), Promise.reject(full), Promise.resolve()];
    const write = createWriter(
      async () => {
        attempts.push('written');
        await outcomes[attempts.length - 1];
      },
      (fault) => faults.push(fault),
    );

    await write(operations);
    await expect(write(operations)).rejects.toBe(full);
    await expect(write(operations)).rejects.toBe(full);
    expect(attempts).toHaveLength(2);
    expect(faults).toEqual([full]);
  });
});
