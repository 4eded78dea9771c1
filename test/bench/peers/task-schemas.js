import { STATUSES } from './tasks.ts';

const status = { type: 'string', enum: STATUSES };

/** The rules of a task for the peers that check by JSON Schema. */
export const schemas = {
  create: {
    type: 'object',
    properties: {
      title: { type: 'string', minLength: 1, maxLength: 200 },
      status: { ...status, default: 'open' },
      dueDate: { type: 'string', format: 'date' },
    },
    required: ['title'],
    additionalProperties: false,
  },
  patch: { type: 'object', properties: { status }, required: ['status'], additionalProperties: false },
  list: { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 25 } } },
};
