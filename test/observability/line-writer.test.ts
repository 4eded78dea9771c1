import { describe, expect, it } from '@jest/globals';
import { createLineWriter } from '../../src/observability/line-writer.ts';

describe('the line writer', () => {
  it('writes the lines of one moment at once and in order, and later lines separately', async () => {
    const written: string[] = [];
    const write = createLineWriter((text) => written.push(text));
    write('one');
    write('two');
    await Promise.resolve();
    write('three');
    await Promise.resolve();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });
});
