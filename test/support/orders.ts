import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import { withComputed } from '../../src/schema/with-computed.ts';

const given = {
  item: text({ max: 40, required: true }),
  color: text({ max: 20 }),
  quantity: number({ integer: true, min: 1, default: 1 }),
  price: number({ min: 0 }),
  partOf: reference({ to: 'orders' }),
};

/** A record type with computed fields. */
export const orders = defineRecordType({
  name: 'orders',
  title: 'Orders',
  singular: 'order',
  fields: withComputed(given, (computed) => ({
    total: computed(number({ label: 'Total', max: 10_000 }), ({ quantity, price }) => (price === undefined ? undefined : quantity * price)),
    size: computed(choice({ choices: ['single', 'many'] }), ({ quantity }) => (quantity > 1 ? 'many' : 'single')),
    label: computed(text({ max: 80 }), ({ item, color }) => `${item.toUpperCase()}${color === undefined ? '' : ` (${color})`}`),
    place: computed(text({ max: 10 }), ({ partOf }) => (partOf === undefined ? 'alone' : 'part')),
  })),
  filterable: ['item', 'total', 'size', 'place', 'partOf'],
  indexes: [{ by: 'total' }, { where: 'size', by: 'createdAt' }, { where: 'partOf', by: 'createdAt' }],
  rules: {
    'within-budget': {
      fields: ['total', 'item'],
      check: ({ total, item }) => (item === 'cheap' && total !== undefined && total > 10 ? { total: 'must be at most 10' } : undefined),
    },
    'one-white': {
      fields: ['quantity', 'color'],
      check: ({ quantity, color }) => (color === 'white' && quantity > 1 ? { quantity: 'must be 1' } : undefined),
    },
  },
  actions: (action) => ({
    double: action({ title: 'Double', change: ({ quantity }) => ({ quantity: quantity * 2 }) }),
    add: action({
      title: 'Add',
      input: { pieces: number({ integer: true, min: 1, required: true }) },
      example: { pieces: 2 },
      change: ({ quantity }, { pieces }) => ({ quantity: quantity + pieces }),
    }),
  }),
  example: { item: 'Cup', quantity: 2, price: 3.5 },
});

/** The same type before it had computed fields. */
export const formerOrders: RecordType = defineRecordType({
  ...orders,
  fields: given,
  filterable: ['item', 'partOf'],
  indexes: [{ where: 'partOf', by: 'createdAt' }],
  rules: {},
  actions: () => ({}),
  example: { item: 'Cup' },
});
