/**
 * Which workspace a caller uses. `shared`: everyone who may sign in shares one. `personal`: everyone has their own.
 * `claim:<name>`: the one that this claim of the token names.
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

/** The claim that names the workspace; `undefined` if all callers share one. */
export function workspaceClaim(rule: WorkspaceRule): string | undefined {
  if (rule === 'shared') return undefined;
  return rule === 'personal' ? 'sub' : rule.slice(CLAIM.length);
}
