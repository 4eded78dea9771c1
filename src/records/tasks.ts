import { choice } from '../schema/fields/choice.ts';
import { date } from '../schema/fields/date.ts';
import { person } from '../schema/fields/person.ts';
import { reference } from '../schema/fields/reference.ts';
import { text } from '../schema/fields/text.ts';
import { textList } from '../schema/fields/text-list.ts';
import { defineRecordType } from '../schema/record-type.ts';

export const tasks = defineRecordType({
  name: 'tasks',
  title: 'Tasks',
  singular: 'task',
  fields: {
    title: text({ max: 200, required: true }),
    notes: text({ max: 4000, lines: true }),
    status: choice({ choices: ['open', 'in-progress', 'done'], default: 'open', done: 'done' }),
    priority: choice({ choices: ['low', 'normal', 'high'], default: 'normal' }),
    dueDate: date({ label: 'Due date' }),
    assignee: person({ label: 'Assignee' }),
    customer: reference({ to: 'customers' }),
    tags: textList({ maxItems: 20, maxLength: 40 }),
  },
  filterable: ['status', 'assignee', 'priority', 'dueDate', 'title', 'customer', 'tags'],
  indexes: [
    { by: 'dueDate' },
    { by: 'title' },
    { where: 'status', by: 'createdAt' },
    { where: 'customer', by: 'createdAt' },
    { where: 'assignee', by: 'dueDate' },
    { by: 'updatedAt' },
  ],
  actions: (action) => ({ complete: action({ title: 'Complete', change: () => ({ status: 'done' }) }) }),
  views: [
    { name: 'My open tasks', filters: { assignee: 'me', 'status[ne]': 'done' }, sort: 'dueDate' },
    { name: 'All', filters: {} },
    { name: 'Board', filters: {}, kind: 'board', by: 'status' },
    { name: 'Calendar', filters: {}, kind: 'calendar', by: 'dueDate' },
  ],
  example: {
    title: 'Send the quarterly report',
    notes: 'Ask Grace for the figures first.',
    status: 'open',
    priority: 'high',
    dueDate: '2026-12-18',
    tags: ['finance', 'board'],
  },
});
