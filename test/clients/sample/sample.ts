import { ConnectionError, createClient, type NewOf, ProblemError, type RecordOf } from 'records-client';

/** Uses what the client has. @returns what it saw, as plain JSON */
export async function runSample({ baseUrl, token }: { readonly baseUrl: string; readonly token: string }): Promise<object> {
  const records = createClient({ baseUrl, token: async () => token, timeZone: 'Europe/Berlin' });

  /** Sends a patch; after a conflict, applies it to the record as it is now. */
  async function finish(task: RecordOf<'tasks'>): Promise<RecordOf<'tasks'>> {
    try {
      return await records.tasks.update(task, { status: 'done', notes: null });
    } catch (error) {
      if (!records.tasks.isConflict(error)) throw error;
      return await finish(error.current);
    }
  }

  const start = records.changes({ since: 'now' });
  for await (const change of start) throw new Error(`a change from before: ${change.id}`);

  const customer = await records.customers.create({ name: 'Ada, Countess', stage: 'active' });
  const values: NewOf<'tasks'> = {
    title: 'Send the report',
    customer: customer.id,
    assignee: 'me',
    dueDate: '2020-02-29',
    tags: ['a', 'b'],
  };
  const task = await records.tasks.create(values);
  const { title, version }: { title: string; version: number } = task;
  await records.tasks.batch([
    { method: 'create', record: { title: 'Another', priority: 'high' } },
    { method: 'update', id: task.id, record: { priority: 'low' }, version: 1 },
  ]);

  const due: (string | undefined)[] = [];
  for await (const { dueDate, expand } of records.tasks.list({
    status: ['open', 'in-progress'],
    dueDate: { lt: 'today', exists: true },
    sort: '-dueDate',
    expand: ['customer', 'assignee'],
  })) {
    due.push(dueDate, expand.customer?.name, expand.assignee?.id);
  }
  const [picked] = (await records.tasks.list({ title: { prefix: 'send' }, fields: ['title', 'priority'] }).page()).items;

  const done = await finish(task);
  const again = await records.tasks.run(await records.tasks.update(done, { status: 'open' }), 'complete');
  const counted = await records.tasks.count({ groupBy: 'status' });
  await records.tasks.trash(again);
  const restored = await records.tasks.restore(again);
  await records.tasks.remove(restored);
  const { expand: nobody } = await records.tasks.get((await records.tasks.create({ title: 'Last' })).id, { expand: 'customer' });

  let refusal: unknown;
  try {
    await records.tasks.create({ title: ' ' });
  } catch (error) {
    if (error instanceof ProblemError)
      refusal = { slug: error.slug, status: error.status, pointers: error.faults.map(({ pointer }) => pointer) };
    if (error instanceof ConnectionError) throw error;
  }

  /** The history arrives a moment later. */
  async function changedTypes(): Promise<readonly string[]> {
    const feed = records.changes({ since: start.cursor });
    const types = new Set<string>();
    for await (const change of feed) {
      types.add(change.type);
      if (change.type === 'customers') types.add(change.changes.name?.to ?? '');
    }
    return types.size >= 3 ? [...types].sort() : await new Promise((resolve) => setTimeout(() => resolve(changedTypes()), 200));
  }

  const history: string[] = [];
  for await (const { action } of records.customers.history(customer)) history.push(action);

  const changes = await changedTypes();

  // Views, people and undo.
  const view = await records.views.create({ type: 'tasks', name: 'Late', query: 'dueDate[lt]=today', owner: 'me' });
  const renamed = await records.views.update(view, { name: 'Overdue' });
  await records.views.remove(renamed);
  const { id: me } = await records.people.me();
  let changeSet = '';
  await records.customers.update(
    customer,
    { name: 'Ada' },
    {
      onHeaders: (headers) => {
        changeSet = headers.get('Change-Set') ?? '';
      },
    },
  );
  const { undone } = await records.changeSets.undo(changeSet);
  const { name } = await records.customers.get(customer.id);
  const changeSets: string[] = [];
  for await (const { actions } of records.changeSets.list()) changeSets.push(...actions);

  return {
    created: [title, version],
    due,
    picked: Object.keys(picked ?? {}).sort(),
    done: [done.status, done.priority, done.version],
    again: [again.status, again.version],
    groups: counted.groups.done,
    restored: restored.version,
    nobody,
    refusal,
    changes,
    history: history.length <= 1,
    view: [renamed.name, renamed.version],
    me,
    undone: [undone, name, changeSets.includes('create')],
  };
}
