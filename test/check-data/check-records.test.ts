import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkRecords } from '../../src/check-data/check-records.ts';
import { describeFinding, stopsDeployment } from '../../src/check-data/finding.ts';
import { date } from '../../src/schema/fields/date.ts';
import { text } from '../../src/schema/fields/text.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { describeTypes, type KeptDefinitions } from '../../src/store/kept-definitions.ts';
import { BEFORE, CHANGES } from '../evolution/definitions.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const NOTHING_KEPT: KeptDefinitions = { revision: 0, types: {} };
const ids: string[] = [];
let target: InProcess;

beforeAll(async () => {
  target = await startInProcess({ recordTypes: [BEFORE] });
  for (let n = 0; n < 4; n++) {
    const values = { title: `Job ${n}`, status: 'blocked', company: 'Acme', ...(n === 0 ? { due: '2026-01-31' } : {}) };
    ids.push((await target.services.store.create({ workspace: 'w', type: BEFORE }, values, { by: 'ed' })).id);
  }
});
afterAll(async () => await target.close());

function changedBy(change: string): RecordType {
  return CHANGES.find(([name]) => name === change)?.[2] ?? BEFORE;
}

function keptFor(...recordTypes: readonly RecordType[]): KeptDefinitions {
  return { revision: 1, types: describeTypes(recordTypes) };
}

async function findings(recordTypes: readonly RecordType[], kept: KeptDefinitions) {
  return (await checkRecords({ client: target.client, tableName: target.tableName, recordTypes, kept })).findings;
}

const FOUR = () => `${ids.slice(0, 3).join(', ')}, …`;

describe('a change of a definition', () => {
  it.each([
    [
      'a choice is removed',
      () => [`jobs.status: 4 records have the removed choice "blocked" (${FOUR()}). To keep it: retired: ['blocked'].`],
    ],
    ['a choice is retired', () => []],
    ['limits are raised', () => []],
    ['an index is added', () => []],
    [
      'a field becomes required',
      () => [
        `jobs.due: 3 records have no value, and it is required (${ids.slice(1).join(', ')}). Fill in the records, or make the field optional.`,
      ],
    ],
    [
      'an indexed field is removed',
      () => [`jobs.due: 1 record has a value of this removed field (${ids[0]}). To remove the values: npm run check-data -- --purge`],
    ],
    [
      'an indexed text becomes a number',
      () => [
        `jobs.company: 4 records have a value that does not fit: wrong-type: must be a number (${FOUR()}). ` +
          'Allow it in the definition, or correct the records.',
      ],
    ],
  ])('when %s, reports what it would hide or break, and what to do', async (change, lines) => {
    const found = await findings([changedBy(change)], keptFor(BEFORE));
    expect(found.map((finding) => describeFinding(finding))).toEqual(lines());
    expect(found.every(stopsDeployment)).toBe(true);
  });

  it('that renames a field stops nothing: the values are found under the former name', async () => {
    const found = await findings([changedBy('an indexed field is renamed')], keptFor(BEFORE));
    expect(found.map((finding) => describeFinding(finding))).toEqual([
      `jobs.firm: 4 records have the value under the former name "company" (${FOUR()}). ` +
        'Nothing is missing. To move them: npm run check-data -- --purge',
    ]);
    expect(found.some(stopsDeployment)).toBe(false);
  });

  it('that renames a field without its former name is recognized by the kind', async () => {
    const { due: _, ...fields } = BEFORE.fields;
    const renamed = { ...BEFORE, fields: { ...fields, deadline: date({}), nickname: text({ max: 9 }) } };
    const [found] = await findings([renamed], keptFor(BEFORE));
    expect(found && describeFinding(found)).toContain(`If it is now "deadline", add was: 'due' there. To remove`);
    expect(found?.renamedTo).toEqual(['deadline']);
  });

  it('that drops a former name too early is advised to restore it', async () => {
    const renamed = changedBy('an indexed field is renamed');
    const early = { ...renamed, fields: { ...renamed.fields, firm: text({ max: 100 }) } };
    const [found] = await findings([early], keptFor(renamed));
    expect(found).toMatchObject({ field: 'company', problem: 'removed-field', renamedTo: ['firm'], isNew: true });
  });

  it('that removes a type names it', async () => {
    const found = await findings([], keptFor(BEFORE));
    expect(found).toMatchObject([{ type: 'jobs', field: '', problem: 'removed-type', count: 4, isNew: true }]);
    expect(found.map((finding) => describeFinding(finding))).toEqual([
      `jobs: 4 records have this type, which was removed (${FOUR()}). Put the type back, or save the records first: npm run export -- --to ../backup`,
    ]);
  });
});

describe('what was there before the change', () => {
  it('is reported, and stops nothing', async () => {
    const without = changedBy('an indexed field is removed');
    const found = await findings([without], keptFor(without));
    expect(found).toMatchObject([{ field: 'due', problem: 'removed-field', isNew: false }]);
    expect(found.some(stopsDeployment)).toBe(false);
  });

  it('is what a table without kept definitions cannot know', async () => {
    const found = await findings([changedBy('an indexed field is removed')], NOTHING_KEPT);
    expect(found.every(stopsDeployment)).toBe(true);
  });

  it('is nothing with the definitions of the records', async () => {
    expect(await findings([BEFORE], NOTHING_KEPT)).toEqual([]);
  });
});
