import { createClient, type QueryOf } from 'records-client';

const records = createClient({ baseUrl: 'https://records.example.com' });

/** Each call is a mistake that the compiler must find. None is ever run. */
export const mistakes = [
  // @ts-expect-error: no such type
  () => records.orders,
  // @ts-expect-error: no such field
  () => records.tasks.create({ title: 'a', colour: 'red' }),
  // @ts-expect-error: the title is required
  () => records.tasks.create({ status: 'open' }),
  // @ts-expect-error: no such choice
  () => records.tasks.create({ title: 'a', status: 'closed' }),
  // @ts-expect-error: only the service sets it
  () => records.tasks.create({ title: 'a', version: 2 }),
  // @ts-expect-error: a required field cannot be unset
  () => records.tasks.update('id', { title: null }),
  // @ts-expect-error: a patch of another type
  () => records.tasks.update('id', { company: 'a' }),
  // @ts-expect-error: an update needs the version
  () => records.tasks.update({ id: 'id' }, { title: 'a' }),
  // @ts-expect-error: cannot be sorted by
  () => records.tasks.list({ sort: 'notes' }),
  // @ts-expect-error: a plus is no direction
  () => records.tasks.list({ sort: '+dueDate' }),
  // @ts-expect-error: not filterable
  () => records.tasks.list({ notes: 'a' }),
  // @ts-expect-error: no such choice
  () => records.tasks.list({ status: 'closed' }),
  // @ts-expect-error: choices have no order
  () => records.tasks.list({ status: { lt: 'done' } }),
  // @ts-expect-error: whether there is a value
  () => records.tasks.list({ dueDate: { exists: 'yes' } }),
  // @ts-expect-error: the parts of a date are no filter
  () => records.tasks.list({ dueDate: { prefix: '2026' } }),
  // @ts-expect-error: a whole title is one value
  () => records.tasks.list({ title: ['a', 'b'] }),
  // @ts-expect-error: times have no equality
  () => records.tasks.list({ createdAt: '2026-01-01' }),
  // @ts-expect-error: no reference
  () => records.tasks.list({ expand: 'status' }),
  // @ts-expect-error: no such field
  () => records.tasks.list({ fields: ['colour'] }),
  // @ts-expect-error: has no choices
  () => records.tasks.count({ groupBy: 'dueDate' }),
  // @ts-expect-error: no such action
  () => records.tasks.run('id', 'explode'),
  // @ts-expect-error: takes no input
  () => records.tasks.run('id', 'complete', { title: 'a' }),
  // @ts-expect-error: no such type
  () => records.changes({ type: 'orders' }),
  // @ts-expect-error: an update needs an id
  () => records.tasks.batch([{ method: 'update', record: { title: 'a' } }]),
  async () => {
    const [task] = (await records.tasks.list({ fields: ['title'] }).page()).items;
    // @ts-expect-error: was not asked for
    return task?.status;
  },
  async () => {
    const task = await records.tasks.get('id');
    // @ts-expect-error: nothing is expanded
    return task.expand;
  },
  async () => {
    const task = await records.tasks.get('id', { expand: 'customer' });
    // @ts-expect-error: may be permanently deleted
    return task.expand.customer.name;
  },
  async () => {
    const task = await records.tasks.get('id');
    // @ts-expect-error: may have no value
    return task.dueDate.length;
  },
];

/** What must compile: a query that is built before it is used. */
export const query: QueryOf<'tasks'> = { sort: 'title', dueDate: { gte: 'monday', lt: 'monday+7d' }, assignee: { ne: 'me' }, tags: 'a' };
export const list = records.tasks.list(query);
