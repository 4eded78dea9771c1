import type { Role } from '../identity/roles.ts';
import type { WorkspaceRule } from '../identity/workspace.ts';

/** A user of the local sign-in provider, without a password. */
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
/** The default settings of the service for the local provider. */
export const DEMO_WORKSPACE: WorkspaceRule = `claim:${DEMO_WORKSPACE_CLAIM}`;

export const DEMO_USERS: readonly DemoUser[] = [
  { id: 'vera', name: 'Vera Viewer', email: 'vera@example.com', role: 'viewer', workspace: 'demo' },
  { id: 'ed', name: 'Ed Editor', email: 'ed@example.com', role: 'editor', workspace: 'demo' },
  { id: 'ada', name: 'Ada Admin', email: 'ada@example.com', role: 'admin', workspace: 'demo' },
  { id: 'otto', name: 'Otto Other', email: 'otto@example.com', role: 'editor', workspace: 'other' },
];

/** Returns the user with an id, or the first user with a role. */
export function findDemoUser(idOrRole: string): DemoUser | undefined {
  return DEMO_USERS.find(({ id }) => id === idOrRole) ?? DEMO_USERS.find(({ role }) => role === idOrRole);
}
