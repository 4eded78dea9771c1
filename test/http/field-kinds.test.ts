import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { createCallers } from '../support/callers.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

/** The kinds that neither built-in type uses, through the whole service and back. */
const meters = defineRecordType({
  name: 'meters',
  title: 'Meters',
  singular: 'meter',
  fields: {
    value: number({}),
    count: number({ integer: true, min: -5, max: 10 }),
    ratio: number({ min: 0.5, max: 2.5, default: 1 }),
    active: boolean({ default: true }),
    checked: boolean({}),
    readAt: dateTime({}),
    day: date({ default: '2026-01-01' }),
    code: text({ min: 2, max: 3 }),
    unit: choice({ choices: ['kWh', 'm³'], required: true }),
  },
  filterable: ['value', 'count', 'active', 'readAt', 'unit'],
  indexes: [{ by: 'value' }, { by: 'readAt' }, { where: 'active', by: 'value' }],
  example: { unit: 'kWh' },
});

const target = await startInProcess({ recordTypes: [meters] });
const { viewer, editor } = await createCallers(target);
afterAll(() => target.close());

const UNIT = { unit: 'kWh' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('a record of other kinds of fields', () => {
  it('has its defaults', async () => {
    expect((await make(editor, 'meters', UNIT)).record).toMatchObject({
      ratio: 1,
      active: true,
      day: '2026-01-01',
      unit: 'kWh',
      version: 1,
    });
  });

  it.each<[string, string, unknown]>([
    ['value', '0', 0],
    ['value', '-0', 0],
    ['value', '0.1', 0.1],
    ['value', '1e-130', 1e-130],
    ['value', '-1.25e-7', -1.25e-7],
    ['value', '0.30000000000000004', 0.30000000000000004],
    ['value', '123456789.12345679', 123456789.12345679],
    ['value', '9007199254740991', 9007199254740991],
    ['value', '-9007199254740991', -9007199254740991],
    ['value', '1.0', 1],
    ['value', '1E2', 100],
    ['count', '-5', -5],
    ['count', '10', 10],
    ['count', '1.0', 1],
    ['ratio', '0.5', 0.5],
    ['ratio', '2.5', 2.5],
    ['ratio', 'null', 1],
    ['active', 'false', false],
    ['active', 'true', true],
    ['active', 'null', true],
    ['checked', 'false', false],
    ['checked', 'null', undefined],
    ['readAt', '"2026-03-31T14:30:00Z"', '2026-03-31T14:30:00.000Z'],
    ['readAt', '"2026-03-31T16:30:00.5+02:00"', '2026-03-31T14:30:00.500Z'],
    ['readAt', '"2024-02-29T23:59:59.999Z"', '2024-02-29T23:59:59.999Z'],
    ['readAt', '"2026-01-01T00:30:00+01:00"', '2025-12-31T23:30:00.000Z'],
    ['readAt', '" 2026-03-31t14:30:00z "', '2026-03-31T14:30:00.000Z'],
    ['readAt', '""', undefined],
    ['code', '"ab"', 'ab'],
    ['code', '"😀😀😀"', '😀😀😀'],
    ['unit', '"m³"', 'm³'],
  ])('keeps for %s: %s', async (field, json, kept) => {
    const body = JSON.stringify({ ...UNIT, [field]: '#' }).replace('"#"', json);
    const answer = await editor.post('/api/v1/meters', { headers: JSON_TYPE, body });
    expect({ status: answer.status, value: answer.body[field] }).toEqual({ status: 201, value: kept });
    const path = answer.headers['location'] ?? '';
    expect((await viewer.get(path)).body[field]).toBe(kept);
    const again = await editor.patch(path, { headers: JSON_TYPE, body: `{"${field}":${json}}` });
    expect({ status: again.status, version: again.body.version }).toEqual({ status: 200, version: 1 });
  });

  it.each([
    ['value', '1e400', 'too-large'],
    ['value', '-1e400', 'too-small'],
    ['value', '9007199254740993', 'too-large'],
    ['value', '9007199254740992', 'too-large'],
    ['value', '-9007199254740993', 'too-small'],
    ['value', '1e300', 'too-large'],
    ['value', '1e-131', 'too-small'],
    ['value', '"1"', 'wrong-type'],
    ['value', '""', 'wrong-type'],
    ['value', 'true', 'wrong-type'],
    ['value', '[1]', 'wrong-type'],
    ['value', '{}', 'wrong-type'],
    ['count', '1.5', 'not-an-integer'],
    ['count', '-6', 'too-small'],
    ['count', '11', 'too-large'],
    ['count', '1e400', 'not-an-integer'],
    ['ratio', '0.49', 'too-small'],
    ['ratio', '2.51', 'too-large'],
    ['active', '"true"', 'wrong-type'],
    ['active', '1', 'wrong-type'],
    ['active', '0', 'wrong-type'],
    ['active', '[true]', 'wrong-type'],
    ['readAt', '"2026-03-31"', 'bad-format'],
    ['readAt', '"2026-03-31T14:30:00"', 'bad-format'],
    ['readAt', '"2026-03-31 14:30:00Z"', 'bad-format'],
    ['readAt', '"2026-03-31T14:30Z"', 'bad-format'],
    ['readAt', '"2026-03-31T24:00:00Z"', 'bad-format'],
    ['readAt', '"2026-03-31T14:60:00Z"', 'bad-format'],
    ['readAt', '"2023-02-29T14:30:00Z"', 'bad-format'],
    ['readAt', '"2026-03-31T14:30:00+0200"', 'bad-format'],
    ['readAt', '"2026-03-31T14:30:00+24:00"', 'bad-format'],
    ['readAt', '"0000-01-01T00:00:00+01:00"', 'bad-format'],
    ['readAt', '1774967400000', 'wrong-type'],
    ['day', '"2023-02-29"', 'bad-format'],
    ['code', '"a"', 'too-short'],
    ['code', '"😀"', 'too-short'],
    ['code', '"abcd"', 'too-long'],
    ['unit', '"kwh"', 'not-a-choice'],
    ['unit', 'null', 'required'],
  ])('refuses for %s: %s', async (field, json, code) => {
    const { path, record } = await make(editor, 'meters', UNIT);
    const body = JSON.stringify({ ...UNIT, [field]: '#' }).replace('"#"', json);
    for (const method of ['put', 'patch'] as const) {
      const answer = await editor[method](path, { headers: JSON_TYPE, body });
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer)).toEqual([`${code} /${field}`]);
    }
    expectProblem(await editor.post('/api/v1/meters', { headers: JSON_TYPE, body }), 'invalid-record');
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('keeps every number as JSON gave it', async () => {
    const { path } = await make(editor, 'meters', UNIT);
    const numbers = fc.oneof(
      fc
        .double({ noNaN: true, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
        .filter((value) => value === 0 || Math.abs(value) >= 1e-130),
      fc.maxSafeInteger(),
    );
    await fc.assert(
      fc.asyncProperty(numbers, async (value) => {
        expect((await editor.patch(path, { body: { value } })).status).toBe(200);
        expect((await viewer.get(path)).body.value).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 60 },
    );
  });
});
