import { choice } from './fields/choice.ts';
import { person } from './fields/person.ts';
import { text } from './fields/text.ts';
import { textList } from './fields/text-list.ts';
import { defineRecordType } from './record-type.ts';

/** How many views a workspace shares, and how many each person can keep for themselves. */
export const MAX_SHARED_VIEWS = 200;
export const MAX_OWN_VIEWS = 50;

/** The views that people save: lists, boards and calendars of a record type, with a name. The service stores them as it stores records. */
export const savedViews = defineRecordType({
  name: 'views',
  title: 'Views',
  singular: 'view',
  isSystem: true,
  fields: {
    type: text({ max: 63, required: true }),
    name: text({ max: 80, required: true }),
    kind: choice({ choices: ['list', 'board', 'calendar'], default: 'list' }),
    by: text({ max: 63 }),
    query: text({ max: 2000 }),
    columns: textList({ maxItems: 50, maxLength: 63 }),
    owner: person({}),
  },
  filterable: [],
  // Views that everyone sees have no owner. They come last in this index, so one partition has them and those of each person.
  indexes: [{ by: 'owner' }],
  example: { type: 'tasks', name: 'Due this week', kind: 'list', query: 'status[ne]=done&sort=dueDate', columns: ['status', 'assignee'] },
});
