import { email } from '../../src/schema/fields/email.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';

const definition = {
  name: 'members',
  title: 'Members',
  singular: 'member',
  filterable: ['email', 'code'],
  indexes: [{ by: 'name' }],
  example: { name: 'Ada', email: 'ada@example.com', code: 'A-1' },
} as const;

/** A record type with two unique fields. */
export const members: RecordType = defineRecordType({
  ...definition,
  fields: { name: text({ max: 100, required: true }), email: email({ unique: true }), code: text({ max: 2000, unique: true }) },
});

/** The same type before its fields became unique. */
export const formerMembers: RecordType = defineRecordType({
  ...definition,
  fields: { name: text({ max: 100, required: true }), email: email({}), code: text({ max: 2000 }) },
});
