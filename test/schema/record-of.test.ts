import { describe, expect, it } from '@jest/globals';
import type { customers } from '../../src/records/customers.ts';
import type { tasks } from '../../src/records/tasks.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType, type RecordOf, type ServiceValues, type ValuesOf } from '../../src/schema/record-type.ts';

/** Whether two types are the same; the compiler holds this file to it. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [Name in keyof T]: T[Name] };

interface Task {
  assignee?: string;
  customer?: string;
  title: string;
  notes?: string;
  status: 'open' | 'in-progress' | 'done';
  priority: 'low' | 'normal' | 'high';
  dueDate?: string;
  tags?: readonly string[];
}
interface Customer {
  name: string;
  email?: string;
  phone?: string;
  company?: string;
  stage: 'lead' | 'active' | 'inactive';
  website?: string;
  address?: string;
  notes?: string;
  tags?: readonly string[];
}

const invoices = defineRecordType({
  name: 'invoices',
  title: 'Invoices',
  singular: 'invoice',
  fields: {
    number: text({ max: 20, required: true }),
    total: number({ min: 0, required: true }),
    discount: number({ default: 0 }),
    paid: boolean({ default: false }),
    sent: boolean({}),
    due: date({}),
    currency: choice({ choices: ['EUR', 'USD'], default: 'EUR' }),
    method: choice({ choices: ['card', 'cash'] }),
    lines: textList({ maxItems: 3, maxLength: 9, required: true }),
  },
  filterable: ['number', 'paid'],
  indexes: [{ by: 'total' }, { where: 'paid', by: 'due' }],
  example: { number: 'A-1', total: 12.5, lines: ['ink'] },
});

interface Invoice {
  number: string;
  total: number;
  discount: number;
  paid: boolean;
  sent?: boolean;
  due?: string;
  currency: 'EUR' | 'USD';
  method?: 'card' | 'cash';
  lines: readonly string[];
}

describe('the type of a record', () => {
  it('follows from its definition: what is required or has a default is always there', () => {
    const same: [
      Same<Flat<ValuesOf<typeof tasks>>, Task>,
      Same<Flat<ValuesOf<typeof customers>>, Customer>,
      Same<Flat<ValuesOf<typeof invoices>>, Invoice>,
    ] = [true, true, true];
    expect(same).toEqual([true, true, true]);
  });

  it('has what the service sets', () => {
    const record: RecordOf<typeof tasks> = {
      ...{ id: '1', createdAt: 'x', updatedAt: 'x', createdBy: 'x', updatedBy: 'x', version: 1 },
      ...{ title: 'x', status: 'open', priority: 'low' },
    };
    const service: ServiceValues = record;
    expect(service.version).toBe(1);
    expect(record.deletedAt ?? record.notes).toBeUndefined();
  });

  it('does not compile without what is certain, or with another value', () => {
    const wrong: RecordOf<typeof tasks>[] = [];
    // @ts-expect-error The title, the status and what the service sets are missing.
    wrong.push({ priority: 'low' });
    const status: RecordOf<typeof tasks>['status'][] = ['open'];
    // @ts-expect-error There is no such choice.
    status.push('closed');
    expect([wrong, status]).toHaveLength(2);
  });

  it('holds the other parts of a definition to its fields', () => {
    const parts = {
      name: 'plants',
      title: 'Plants',
      singular: 'plant',
      fields: { name: text({ max: 5 }), size: choice({ choices: ['s', 'l'] }) },
      filterable: [],
      indexes: [],
      example: {},
    } as const;
    const misnamed = [
      // @ts-expect-error A filter by no field.
      () => defineRecordType({ ...parts, filterable: ['nmae'] }),
      // @ts-expect-error An index by no field.
      () => defineRecordType({ ...parts, indexes: [{ by: 'nmae' }] }),
      // @ts-expect-error An index where no field.
      () => defineRecordType({ ...parts, indexes: [{ where: 'siez', by: 'createdAt' }] }),
      // @ts-expect-error An example of no field.
      () => defineRecordType({ ...parts, example: { nmae: 'x' } }),
      // @ts-expect-error A default that is no choice.
      () => defineRecordType({ ...parts, fields: { size: choice({ choices: ['s', 'l'], default: 'xl' }) } }),
    ];
    for (const define of misnamed) expect(() => checkDefinitions([define()])).toThrow(TypeError);
  });

  it('does not compile with a misspelled option of a field', () => {
    const misspelled = [
      // @ts-expect-error It is `required`.
      text({ max: 5, requird: true }),
      // @ts-expect-error It is `integer`.
      number({ whole: true }),
      // @ts-expect-error It is `choices`, with a `default`.
      choice({ choices: ['s', 'l'], defualt: 's' }),
      // @ts-expect-error It is `label`.
      boolean({ title: 'On' }),
      // @ts-expect-error It is `was`.
      date({ formerly: 'day' }),
      // @ts-expect-error It is `maxLength`.
      textList({ maxItems: 1, maxLength: 1, max: 1 }),
    ];
    expect(misspelled.map(({ kind }) => kind)).toEqual(['text', 'number', 'choice', 'boolean', 'date', 'text-list']);
  });
});
