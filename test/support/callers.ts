import { type Answer, type Client, createClient } from './client.ts';
import type { Target } from './target.ts';

/** A separate workspace with a caller in each role, and a caller of another workspace. */
export interface Callers {
  readonly workspace: string;
  readonly viewer: Client;
  readonly editor: Client;
  readonly admin: Client;
  readonly stranger: Client;
  readonly anonymous: Client;
}

/** Creates callers in a new workspace. If the target has only fixed callers, empties their workspace instead. */
export async function createCallers(target: Target): Promise<Callers> {
  const workspace = crypto.randomUUID();
  const clientOf = async (group: string, own: string) =>
    createClient(
      target,
      await target.tokenFor({ sub: `${group}-${own}`, groups: [group === 'stranger' ? 'admin' : group], workspace: own }),
    );
  const callers = {
    workspace,
    viewer: await clientOf('viewer', workspace),
    editor: await clientOf('editor', workspace),
    admin: await clientOf('admin', workspace),
    stranger: await clientOf('stranger', crypto.randomUUID()),
    anonymous: createClient(target),
  };
  if (!target.makesCallers) {
    for (const caller of [callers.admin, callers.stranger]) await empty(caller);
    for (const caller of [callers.viewer, callers.editor, callers.admin, callers.stranger]) await deleteViews(caller);
  }
  return callers;
}

/** Deletes the saved views that the caller may delete. Each caller sees others of them. */
async function deleteViews(client: Client): Promise<void> {
  const { body } = await client.get('/api/v1/views');
  for (const { id } of body.items) await client.delete(`/api/v1/views/${id}`);
}

/** Deletes people, and live and trashed records. Without the role admin, only moves records to the trash. */
async function empty(client: Client): Promise<void> {
  const { body: people } = await client.get('/api/v1/people?limit=100');
  for (const { id } of people.items) await client.delete(`/api/v1/people/${encodeURIComponent(id)}`);
  const { body } = await client.get('/api/v1');
  for (const { href } of body.recordTypes) {
    for (const trashed of [false, true]) {
      let path: string | undefined = `${href}?limit=100&fields=id&trashed=${trashed}`;
      while (path !== undefined) {
        const page: Answer = await client.get(path);
        for (const { id } of page.body.items) {
          const { status } = await client.delete(`${href}/${id}?permanent=true`);
          if (status === 403) await client.delete(`${href}/${id}`);
        }
        path = /<(.+)>/.exec(page.headers['link'] ?? '')?.[1];
      }
    }
  }
}
