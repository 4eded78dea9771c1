import { type Client, createClient } from './client.ts';
import type { Target } from './target.ts';

/** A workspace of its own with a caller in each role, and someone of another workspace. */
export interface Team {
  readonly workspace: string;
  readonly viewer: Client;
  readonly editor: Client;
  readonly admin: Client;
  readonly stranger: Client;
  readonly anonymous: Client;
}

/** Starts with an empty workspace: a new one, or where callers cannot be made up, that of the test users, emptied. */
export async function createTeam(target: Target): Promise<Team> {
  const workspace = crypto.randomUUID();
  const clientOf = async (group: string, own: string) =>
    createClient(
      target,
      await target.tokenFor({ sub: `${group}-${own}`, groups: [group === 'stranger' ? 'admin' : group], workspace: own }),
    );
  const team = {
    workspace,
    viewer: await clientOf('viewer', workspace),
    editor: await clientOf('editor', workspace),
    admin: await clientOf('admin', workspace),
    stranger: await clientOf('stranger', crypto.randomUUID()),
    anonymous: createClient(target),
  };
  if (!target.makesCallers) for (const admin of [team.admin, team.stranger]) await empty(admin);
  return team;
}

async function empty(admin: Client): Promise<void> {
  const { body } = await admin.get('/api/v1');
  for (const { href } of body.recordTypes) {
    for (const trashed of [false, true]) {
      for (let left = true; left; ) {
        const page = await admin.get(`${href}?limit=100&fields=id&trashed=${trashed}`);
        for (const { id } of page.body.items) await admin.delete(`${href}/${id}?permanent=true`);
        left = page.body.nextCursor !== null;
      }
    }
  }
}
