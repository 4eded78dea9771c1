import { customers } from '../../../src/records/customers.ts';
import { tasks } from '../../../src/records/tasks.ts';
import { choice } from '../../../src/schema/fields/choice.ts';
import { date } from '../../../src/schema/fields/date.ts';
import { number } from '../../../src/schema/fields/number.ts';
import { reference } from '../../../src/schema/fields/reference.ts';
import { text } from '../../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../../src/schema/record-type.ts';

/** Three types in a ring: each record refers to one of the next type. With a unique field, five indexes and a rule. */
export const RING: readonly string[] = ['projects', 'invoices', 'visits'];

export const growthTypes: readonly RecordType[] = [customers, tasks, ...RING.map(ringType)];

function ringType(name: string, position: number): RecordType {
  return defineRecordType({
    name,
    title: name,
    singular: name.slice(0, -1),
    fields: {
      name: text({ max: 200, required: true }),
      code: text({ max: 40, unique: true }),
      state: choice({ choices: ['new', 'open', 'closed'], default: 'new' }),
      due: date({}),
      amount: number({ min: 0 }),
      next: reference({ to: RING[(position + 1) % RING.length] ?? name }),
    },
    filterable: ['state', 'due', 'name', 'next', 'code'],
    indexes: [{ by: 'name' }, { by: 'due' }, { where: 'state', by: 'createdAt' }, { where: 'next', by: 'createdAt' }, { by: 'updatedAt' }],
    rules: {
      'closed-has-amount': {
        fields: ['state', 'amount'],
        check: ({ state, amount }) => (state === 'closed' && amount === undefined ? { amount: 'is required' } : undefined),
      },
    },
    example: { name: 'A name', code: 'A-1', state: 'open', due: '2026-12-18', amount: 12 },
  });
}
