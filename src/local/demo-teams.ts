import { workspaceOf } from '../identity/claims.ts';
import type { WorkspaceRule } from '../identity/workspace.ts';
import { DEMO_USERS, DEMO_WORKSPACE_CLAIM, type DemoUser } from './demo-users.ts';

/** Groups the demo users by the workspace that the service assigns to them. */
export function demoTeams(rule: WorkspaceRule): ReadonlyMap<string, readonly Omit<DemoUser, 'workspace'>[]> {
  const teams = new Map<string, Omit<DemoUser, 'workspace'>[]>();
  for (const { workspace: own, ...user } of DEMO_USERS) {
    const workspace = workspaceOf({ sub: user.id, [DEMO_WORKSPACE_CLAIM]: own }, rule);
    teams.set(workspace, [...(teams.get(workspace) ?? []), user]);
  }
  return teams;
}
