import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type DataLayout, dangersOf, dataLayoutOf } from './support/data-layout.ts';
import { templateOf } from './support/templates.ts';

const baseline: DataLayout = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'));

describe('a stack that holds data', () => {
  it.each(['dev', 'prod'] as const)('loses none by the next deployment, in %s', (stage) => {
    expect(dangersOf(baseline, dataLayoutOf(templateOf(stage)))).toEqual([]);
  });

  it('is as baseline.json has it: after a deployment that adds or drops an index, write that down there', () => {
    expect(dataLayoutOf(templateOf('prod'))).toEqual(baseline);
  });
});

describe('the guard of data', () => {
  const { table, users } = baseline;
  const { 'index-1': first, 'index-5': last, ...others } = table.indexes;
  const layout = (change: { table?: Partial<DataLayout['table']>; users?: Partial<DataLayout['users']> }): DataLayout => ({
    table: { ...table, ...change.table },
    users: { ...users, ...change.users },
  });

  it.each<[string, DataLayout, string[]]>([
    ['nothing', baseline, []],
    ['one index more', layout({ table: { indexes: { ...table.indexes, 'index-6': 'i6pk HASH S, ALL' } } }), []],
    ['one index less', layout({ table: { indexes: { ...others, 'index-1': String(first) } } }), []],
    ['two indexes less', layout({ table: { indexes: others } }), ['index-1, index-5 change at once']],
    [
      'one more and one less',
      layout({ table: { indexes: { ...others, 'index-1': String(first), 'index-6': String(last) } } }),
      ['index-5, index-6 change at once'],
    ],
    [
      'another projection',
      layout({ table: { indexes: { ...table.indexes, 'index-1': 'i1pk HASH S, KEYS_ONLY' } } }),
      ['index-1 changes in place'],
    ],
    ['another table', layout({ table: { id: 'Other' } }), ['the table has another logical id']],
    ['other keys', layout({ table: { keys: ['pk HASH S'] } }), ['the keys of the table change']],
    ['another user pool', layout({ users: { id: 'Other' } }), ['the user pool has another logical id']],
    ['other names of users', layout({ users: { replacing: {} } }), ['the user pool would be replaced']],
  ])('%s: %#', (_, after, dangers) => {
    expect(dangersOf(baseline, after)).toEqual(dangers.map((danger) => expect.stringContaining(danger)));
  });
});
