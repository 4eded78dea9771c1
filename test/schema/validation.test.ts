import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { createRecordValidator, type Validated } from '../../src/schema/validation.ts';

type Input = Readonly<Record<string, unknown>>;

const plants = defineRecordType({
  name: 'plants',
  title: 'Plants',
  singular: 'plant',
  fields: {
    name: text({ max: 5, required: true }),
    note: text({ max: 5 }),
    kind: choice({ choices: ['herb', 'tree'], default: 'herb' }),
    height: number({ min: 0 }),
    tags: textList({ maxItems: 3, maxLength: 3 }),
  },
  filterable: [],
  indexes: [],
  example: { name: 'x' },
});
const { whole, patch } = createRecordValidator(plants);

/** Values that the fields may have been given, good and bad. */
const inputs = fc.record(
  {
    name: fc.constantFrom('a', ' b ', 'toolong', '', null, 1),
    note: fc.constantFrom('a', ' b', ' ', null, undefined, []),
    kind: fc.constantFrom('herb', 'tree', 'bush', '', null),
    height: fc.constantFrom(0, 1.5, -1, '1', null),
    tags: fc.constantFrom(['a', 'b'], [], ['a', ' a'], [1], 'a', null),
  },
  { requiredKeys: [] },
);
const good = fc.record(
  {
    name: fc.constantFrom('a', ' b ', 'c'),
    note: fc.constantFrom('a', ' b', ' ', null),
    kind: fc.constantFrom('herb', 'tree', '', null),
    height: fc.constantFrom(0, 1.5, null),
    tags: fc.constantFrom(['a', 'b'], [], null),
  },
  { requiredKeys: ['name'] },
);

function faultsOf(validated: Validated): string[] {
  return validated.ok ? [] : validated.faults.map(({ code, pointer }) => `${code} ${pointer}`);
}

function valuesOf(validated: Validated): Input {
  if (!validated.ok) throw new Error(faultsOf(validated).join());
  return validated.values;
}

/** What `MergePatch` of RFC 7396, section 2, does to an object without objects in it. */
function mergePatch(target: Input, change: Input): Input {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

describe('a whole record', () => {
  it.each<[Input, Input]>([
    [{ name: 'a' }, { name: 'a', kind: 'herb' }],
    [{ name: ' a\n' }, { name: 'a', kind: 'herb' }],
    [
      { name: 'a', note: ' ', kind: '', tags: [], height: null },
      { name: 'a', kind: 'herb' },
    ],
    [
      { name: 'a', note: undefined, kind: undefined },
      { name: 'a', kind: 'herb' },
    ],
    [
      { name: 'a', kind: 'tree', height: 0, tags: ['b', 'a'] },
      { name: 'a', kind: 'tree', height: 0, tags: ['b', 'a'] },
    ],
  ])('of %j is %j', async (input, values) => {
    expect(await whole(input)).toEqual({ ok: true, values, unset: [] });
  });

  it.each<[Input, string[]]>([
    [{}, ['required /name']],
    [{ name: null }, ['required /name']],
    [{ name: '' }, ['required /name']],
    [
      { name: 'toolong', height: -1, tags: ['a', 'a', 1] },
      ['too-long /name', 'too-small /height', 'duplicate /tags/1', 'wrong-type /tags/2'],
    ],
    [{ name: 'a', id: 'x', version: null, colour: 1 }, ['read-only /id', 'read-only /version', 'unknown-field /colour']],
    [{ name: 'a', 'a/b~': 1 }, ['unknown-field /a~1b~0']],
    [JSON.parse('{"name":"a","__proto__":{"x":1}}'), ['unknown-field /__proto__']],
    [{ name: ['a'] }, ['wrong-type /name']],
    [{ name: { length: 1 } }, ['wrong-type /name']],
  ])('of %j is refused', async (input, faults) => {
    expect(faultsOf(await whole(input))).toEqual(faults);
  });

  it('is valid as it came out', async () => {
    await fc.assert(
      fc.asyncProperty(good, async (input) => {
        const values = valuesOf(await whole(input));
        expect(await whole(values)).toEqual({ ok: true, values, unset: [] });
      }),
    );
  });

  it('leaves its input alone', async () => {
    const input = Object.freeze({ name: ' a ', tags: Object.freeze([' b ']) });
    await whole(input);
    await patch(input);
    expect(input).toEqual({ name: ' a ', tags: [' b '] });
  });
});

describe('a patch', () => {
  it.each<[Input, Input, string[]]>([
    [{}, {}, []],
    [{ note: ' x ' }, { note: 'x' }, []],
    [{ note: null }, {}, ['note']],
    [{ note: ' ' }, {}, ['note']],
    [{ tags: [] }, {}, ['tags']],
    [{ kind: null }, { kind: 'herb' }, []],
    [{ kind: '' }, { kind: 'herb' }, []],
    [{ height: null, note: 'x' }, { note: 'x' }, ['height']],
  ])('of %j sets %j and unsets %j', async (input, values, unset) => {
    expect(await patch(input)).toEqual({ ok: true, values, unset });
  });

  it.each<[Input, string[]]>([
    [{ name: null }, ['required /name']],
    [{ name: ' ' }, ['required /name']],
    [{ updatedAt: null }, ['read-only /updatedAt']],
    [{ note: 'toolong', colour: null }, ['unknown-field /colour', 'too-long /note']],
  ])('of %j is refused', async (input, faults) => {
    expect(faultsOf(await patch(input))).toEqual(faults);
  });

  it('comes to what RFC 7396 says: the patched record is the merged one, checked as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(good, inputs, async (before, change) => {
        const original = valuesOf(await whole(before));
        const checked = await patch(change);
        const merged = await whole(mergePatch(original, change));
        expect(faultsOf(checked).sort()).toEqual(faultsOf(merged).sort());
        if (!checked.ok) return;
        const applied = { ...original, ...checked.values };
        const kept = Object.fromEntries(Object.entries(applied).filter(([name]) => !checked.unset.includes(name)));
        expect(kept).toEqual(valuesOf(merged));
      }),
      { numRuns: 300 },
    );
  });
});

it('two records are checked at the same time without mixing', async () => {
  const checked = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => await whole({ name: `${n}`, ...(n % 2 ? { note: 'toolong' } : {}) })),
  );
  expect(checked.map((result) => (result.ok ? result.values['name'] : faultsOf(result).join()))).toEqual(
    Array.from({ length: 50 }, (_, n) => (n % 2 ? 'too-long /note' : `${n}`)),
  );
});
