import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type DataLayout, dangersOf, dataLayoutOf } from './support/data-layout.ts';
import { at, propertiesOf } from './support/resources.ts';
import { FEWER_INDEXES } from './support/stages.ts';
import { templateOf, templateWithIndexes } from './support/templates.ts';

const baseline: DataLayout = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'));

describe('a stack with data', () => {
  it.each(['dev', 'prod'] as const)('loses no data by the next deployment in %s', (stage) => {
    expect(dangersOf(baseline, dataLayoutOf(templateOf(stage)))).toEqual([]);
  });

  it('has the layout in baseline.json, which must be updated after a deployment that adds or removes an index', () => {
    expect(dataLayoutOf(templateOf('prod'))).toEqual(baseline);
  });
});

describe('a stack whose table has five indexes', () => {
  it('gets the other indexes one by one, and nothing else with data changes', () => {
    const layouts = [...FEWER_INDEXES.map(templateWithIndexes), templateOf('prod')].map(dataLayoutOf);
    for (const [n, after] of layouts.entries()) {
      const before = layouts[Math.max(n - 1, 0)] ?? after;
      expect([n, Object.keys(after.table.indexes).length, dangersOf(before, after)]).toEqual([n, 5 + n, []]);
    }
  });

  it('has the same function with the same permissions in every step', () => {
    const last = templateOf('prod');
    for (const indexes of FEWER_INDEXES) {
      const step = templateWithIndexes(indexes);
      expect(propertiesOf(step, 'AWS::IAM::Policy', 'ApiFunction')).toEqual(propertiesOf(last, 'AWS::IAM::Policy', 'ApiFunction'));
      expect(propertiesOf(step, 'AWS::Lambda::Function', 'ApiFunction')).toEqual(
        propertiesOf(last, 'AWS::Lambda::Function', 'ApiFunction'),
      );
      expect(step.Outputs['TableIndexes']?.Value).toBe(String(indexes));
    }
  });

  it('has the tag that shows "npm run upgrade-table" that the table belongs to a stack', () => {
    const tags = at(propertiesOf(templateOf('prod'), 'AWS::DynamoDB::GlobalTable'), 'Replicas', 0, 'Tags');
    expect(tags).toContainEqual({ Key: 'stage', Value: 'prod' });
  });
});

describe('the check of the data layout', () => {
  const { table, users } = baseline;
  const { 'index-1': first, 'index-5': last, ...others } = table.indexes;
  const layout = (change: { table?: Partial<DataLayout['table']>; users?: Partial<DataLayout['users']> }): DataLayout => ({
    table: { ...table, ...change.table },
    users: { ...users, ...change.users },
  });

  it.each<[string, DataLayout, string[]]>([
    ['no change', baseline, []],
    ['an additional index', layout({ table: { indexes: { ...table.indexes, 'index-10': 'i10pk HASH S, ALL' } } }), []],
    ['a missing index', layout({ table: { indexes: { ...others, 'index-1': String(first) } } }), []],
    ['two missing indexes', layout({ table: { indexes: others } }), ['index-1, index-5 change at once']],
    [
      'an additional and a missing index',
      layout({ table: { indexes: { ...others, 'index-1': String(first), 'index-10': String(last) } } }),
      ['index-5, index-10 change at once'],
    ],
    [
      'another projection',
      layout({ table: { indexes: { ...table.indexes, 'index-1': 'i1pk HASH S, KEYS_ONLY' } } }),
      ['index-1 changes its keys'],
    ],
    ['another table', layout({ table: { id: 'Other' } }), ['the table has another logical id']],
    ['other keys', layout({ table: { keys: ['pk HASH S'] } }), ['the keys of the table change']],
    ['another user pool', layout({ users: { id: 'Other' } }), ['the user pool has another logical id']],
    ['other names of users', layout({ users: { replacing: {} } }), ['the user pool would be replaced']],
  ])('reports the danger of %s', (_, after, dangers) => {
    expect(dangersOf(baseline, after)).toEqual(dangers.map((danger) => expect.stringContaining(danger)));
  });
});
