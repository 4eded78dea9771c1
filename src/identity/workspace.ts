/**
 * Decides which workspace a caller uses.
 * - `shared`: everyone who may sign in shares one workspace.
 * - `personal`: everyone has a separate workspace.
 * - `claim:<name>`: the workspace is the value of this claim in the token.
 */
export type WorkspaceRule = 'shared' | 'personal' | `claim:${string}`;

export const WORKSPACE_RULES =
  'shared (everyone who may sign in shares one workspace), personal (everyone has their own) or claim:<name of a claim>';

/** The name of the workspace that everyone shares. */
export const SHARED_WORKSPACE = 'shared';

const CLAIM = 'claim:';

export function readWorkspaceRule(text: string): WorkspaceRule | undefined {
  if (text === 'shared' || text === 'personal') return text;
  const name = text.startsWith(CLAIM) ? text.slice(CLAIM.length) : '';
  return /^[!-~]+$/.test(name) ? `${CLAIM}${name}` : undefined;
}

/** Returns the claim that contains the workspace, or `undefined` if all callers share a workspace. */
export function workspaceClaim(rule: WorkspaceRule): string | undefined {
  if (rule === 'shared') return undefined;
  return rule === 'personal' ? 'sub' : rule.slice(CLAIM.length);
}
