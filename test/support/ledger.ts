/** What a client knows of one record: what was acknowledged last, and what it had asked for when the answers ended. */
export interface Entry {
  readonly id: string;
  version: number;
  title: string;
  asked?: string | undefined;
}

interface Task {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

/** Creates and renames tasks as fast as the answers come, until there are none, and notes in `ledger` what was acknowledged. */
export async function writeUntilCutOff(url: string, writers: number, ledger: Entry[]): Promise<void> {
  async function send(method: string, path: string, title: string): Promise<Task | undefined> {
    try {
      const body = JSON.stringify({ title });
      const response = await fetch(`${url}/api/v1/tasks${path}`, { method, body, headers: { 'Content-Type': 'application/json' } });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }

  async function write(writer: number): Promise<void> {
    for (let n = 0; ; n++) {
      const created = await send('POST', '', `${writer} created ${n}`);
      if (created === undefined) return;
      const entry: Entry = { id: created.id, version: created.version, title: created.title };
      ledger.push(entry);
      entry.asked = `${writer} renamed ${n}`;
      const renamed = await send('PATCH', `/${entry.id}`, entry.asked);
      if (renamed === undefined) return;
      Object.assign(entry, { version: renamed.version, title: renamed.title, asked: undefined });
    }
  }

  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

/** Every task, page by page, in the order asked for. */
export async function walk(url: string, sort: string): Promise<Map<string, Task>> {
  const found = new Map<string, Task>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response: Response = await fetch(`${url}/api/v1/tasks?limit=100&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const page: { items: Task[]; nextCursor: string | null } = await response.json();
    for (const task of page.items) {
      if (found.has(task.id)) throw new Error(`${task.id} is there twice in the order of ${sort}`);
      found.set(task.id, task);
    }
    cursor = page.nextCursor;
  }
  return found;
}

/** The entries that were acknowledged and are not there as they were acknowledged, nor as the last unanswered request wanted them. */
export function lost(ledger: readonly Entry[], found: ReadonlyMap<string, Task>): Entry[] {
  return ledger.filter(({ id, version, title, asked }) => {
    const task = found.get(id);
    if (task === undefined) return true;
    const isAcknowledged = task.version === version && task.title === title;
    const isAsked = task.version === version + 1 && task.title === asked;
    return !isAcknowledged && !isAsked;
  });
}
