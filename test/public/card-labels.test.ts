import { expect, it } from '@jest/globals';
import { needsLabel } from '../../public/controls/field-value.tsx';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { number } from '../../src/schema/fields/number.ts';

const type = { ...customers, fields: { ...customers.fields, dueDate: tasks.fields['dueDate'], total: number({}), rush: boolean({}) } };

it.each([
  ['total', true],
  ['rush', true],
  ['dueDate', true],
  ['createdAt', true],
  ['email', false],
  ['stage', false],
  ['tags', false],
])('a card shows the label of %s: %s', (name, isLabelled) => expect(needsLabel(type, name)).toBe(isLabelled));
