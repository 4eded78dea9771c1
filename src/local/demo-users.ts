import { workspaceOf } from '../identity/claims.ts';
import type { Role } from '../identity/roles.ts';
import type { WorkspaceRule } from '../identity/workspace.ts';

/** Someone whom the local sign-in provider lets in, without a password. */
export interface DemoUser {
  /** The `sub` of the tokens. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly workspace: string;
}

/** The claim of the local provider's tokens that names the workspace of a user. */
export const DEMO_WORKSPACE_CLAIM = 'workspace';
/** How the service uses the local provider, unless it is set otherwise. */
export const DEMO_WORKSPACE: WorkspaceRule = `claim:${DEMO_WORKSPACE_CLAIM}`;

export const DEMO_USERS: readonly DemoUser[] = [
  { id: 'vera', name: 'Vera Viewer', email: 'vera@example.com', role: 'viewer', workspace: 'demo' },
  { id: 'ed', name: 'Ed Editor', email: 'ed@example.com', role: 'editor', workspace: 'demo' },
  { id: 'ada', name: 'Ada Admin', email: 'ada@example.com', role: 'admin', workspace: 'demo' },
  { id: 'otto', name: 'Otto Other', email: 'otto@example.com', role: 'editor', workspace: 'other' },
];

/** The workspaces of the demo users. */
export function demoWorkspaces(rule: WorkspaceRule): string[] {
  const claims = DEMO_USERS.map(({ id, workspace }) => ({ sub: id, [DEMO_WORKSPACE_CLAIM]: workspace }));
  return [...new Set(claims.map((user) => workspaceOf(user, rule)))];
}

/** By id, or the first one with a role. */
export function findDemoUser(idOrRole: string): DemoUser | undefined {
  return DEMO_USERS.find(({ id }) => id === idOrRole) ?? DEMO_USERS.find(({ role }) => role === idOrRole);
}
