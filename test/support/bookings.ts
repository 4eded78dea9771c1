import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { number } from '../../src/schema/fields/number.ts';
import { person } from '../../src/schema/fields/person.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';

/** A record type with its own logic. */
export const bookings = defineRecordType({
  name: 'bookings',
  title: 'Bookings',
  singular: 'booking',
  fields: {
    guest: text({ max: 100, required: true }),
    from: date({ required: true }),
    to: date({ required: true }),
    beds: number({ integer: true, min: 1, max: 10, default: 1 }),
    status: choice({ choices: ['open', 'paid', 'closed'], default: 'open' }),
    invoice: text({ max: 20, unique: true }),
    signedAt: dateTime({}),
    signedBy: person({}),
  },
  filterable: ['guest', 'status', 'invoice'],
  indexes: [{ by: 'from' }],
  rules: {
    'ends-before-start': {
      fields: ['from', 'to'],
      check: ({ from, to }) => (to < from ? { to: `must not be before ${from}` } : undefined),
    },
    'needs-invoice': {
      fields: ['status', 'invoice'],
      check: ({ status, invoice }) =>
        status !== 'open' && invoice === undefined ? { invoice: 'is required for a paid booking' } : undefined,
    },
    'stays-closed': {
      fields: ['status'],
      check: ({ status }, before) => (before?.status === 'closed' && status !== 'closed' ? { status: 'must stay closed' } : undefined),
    },
    'starts-open': {
      fields: ['status'],
      check: ({ status }, before) => (before === undefined && status === 'closed' ? { status: 'must not start as closed' } : undefined),
    },
  },
  actions: (action) => ({
    pay: action({
      title: 'Mark as paid',
      input: { invoice: text({ max: 20, required: true }), beds: number({ integer: true, min: 1 }) },
      example: { invoice: 'A-7' },
      change: (record, { invoice, beds = record.beds }) => ({ status: 'paid', invoice, beds }),
    }),
    extend: action({
      title: 'Add one bed',
      change: ({ beds }) => ({ beds: beds + 1 }),
    }),
    stamp: action({ title: 'Sign', role: 'admin', change: (_record, _input, { now, me }) => ({ signedAt: now, signedBy: me }) }),
    reopen: action({ title: 'Reopen', change: () => ({ status: 'open', invoice: null }) }),
  }),
  example: { guest: 'Ada', from: '2026-03-01', to: '2026-03-08', beds: 2, status: 'paid', invoice: 'A-1' },
});

/** The same type before it had rules. */
export const formerBookings: RecordType = { ...bookings, rules: {} };
