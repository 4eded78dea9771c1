import { expect, it } from '@jest/globals';
import { faultMessage } from '../../public/model/fault-message.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';

it.each([
  [customers, { field: 'name', code: 'required', detail: 'is required' }, 'Name is required'],
  [customers, { field: 'stage', code: 'not-a-choice', detail: 'must be one of lead' }, 'Stage must be Lead, Active or Inactive'],
  [tasks, { field: 'dueDate', code: 'bad-format', detail: 'must be a day' }, 'Due date must be a date such as 2026-03-31'],
  [customers, { field: 'email', code: 'bad-format', detail: 'must be an e-mail address' }, 'E-mail must be an e-mail address'],
  [tasks, { field: 'title', code: 'too-long', detail: 'Too long: 250 of 200 characters' }, 'Title: Too long: 250 of 200 characters'],
  [tasks, { field: 'version', code: 'wrong-type', detail: 'must be a whole number' }, 'Version must be a whole number'],
  [customers, { field: 'email', code: 'not-unique', detail: 'must be unique' }, 'Another customer has this E-mail'],
  [
    customers,
    { field: 'email', code: 'not-unique', detail: 'must be unique', holder: { isTrashed: true } },
    'Another customer in the trash has this E-mail. Restore it or delete it permanently',
  ],
  [tasks, { field: undefined, code: 'odd', detail: 'is odd' }, 'Is odd'],
  [tasks, { field: 'constructor', code: 'unknown-field', detail: 'is no field' }, 'Constructor: is no field'],
])('a fault is worded with the labels of the form: %#', (type, fault, message) => {
  expect(faultMessage(type, fault)).toBe(message);
});
