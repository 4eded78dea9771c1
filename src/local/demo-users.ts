import type { Role } from '../identity/roles.ts';

/** Someone whom the local sign-in provider lets in, without a password. */
export interface DemoUser {
  /** The `sub` of the tokens. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly workspace: string;
}

/** The claim of the local provider's tokens that names the workspace; a Cognito attribute of one's own has such a name. */
export const DEMO_WORKSPACE_CLAIM = 'custom:workspace';

export const DEMO_USERS: readonly DemoUser[] = [
  { id: 'vera', name: 'Vera Viewer', role: 'viewer', workspace: 'demo' },
  { id: 'ed', name: 'Ed Editor', role: 'editor', workspace: 'demo' },
  { id: 'ada', name: 'Ada Admin', role: 'admin', workspace: 'demo' },
  { id: 'otto', name: 'Otto Other', role: 'editor', workspace: 'other' },
];

export const DEMO_WORKSPACES: readonly string[] = [...new Set(DEMO_USERS.map(({ workspace }) => workspace))];

/** By id, or the first one with a role. */
export function findDemoUser(idOrRole: string): DemoUser | undefined {
  return DEMO_USERS.find(({ id }) => id === idOrRole) ?? DEMO_USERS.find(({ role }) => role === idOrRole);
}
