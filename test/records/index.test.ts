import { expect, it } from '@jest/globals';
import { recordTypes } from '../../src/records/index.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';

it('every record type has a unique name and title', () => {
  for (const part of ['name', 'title', 'singular'] as const) {
    const words = recordTypes.map((type) => type[part]);
    expect(new Set(words).size).toBe(words.length);
  }
});

it('no record type contradicts itself', () => {
  expect(() => checkDefinitions(recordTypes)).not.toThrow();
});
