import { ROLES, type Role } from '../../src/identity/roles.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import type { Account, Accounts } from './accounts.ts';

export const PEOPLE_USAGE = `npm run people -- --stage STAGE COMMAND
  list
  invite EMAIL [--role viewer|editor|admin] [--name NAME] [--workspace NAME]
  role EMAIL viewer|editor|admin
  disable EMAIL
  enable EMAIL`;

export interface PeopleRequest {
  readonly stage: Stage;
  /** The command and its arguments. */
  readonly words: readonly string[];
  readonly options: { readonly role?: string | undefined; readonly name?: string | undefined; readonly workspace?: string | undefined };
}

/** Access tokens contain the roles and are valid until they expire. */
const DELAY = 'It takes effect when the access token is renewed, within an hour.';

/** Runs one command. @returns lines for the terminal @throws {UsageError} */
export async function managePeople(accounts: Accounts, { stage, words, options }: PeopleRequest): Promise<readonly string[]> {
  const [command, email, value, ...others] = words;
  if (command === 'list' && email === undefined) return listed(await accounts.list());
  if (email === undefined || others.length > 0 || (value !== undefined && command !== 'role')) throw usage();
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError(`"${email}" is not an e-mail address.`);
  switch (command) {
    case 'invite': {
      const { name } = options;
      const role = roleOf(options.role ?? 'editor');
      const outcome = await accounts.invite({ email, role, name, workspace: workspaceFor(stage, options.workspace) });
      return [`${email}: ${outcome} as ${role}. Cognito mails a password that is valid for three days.`];
    }
    case 'role': {
      const role = roleOf(value);
      await accounts.setRole(email, role);
      return [`${email}: now ${role}. ${DELAY}`];
    }
    case 'disable':
      await accounts.disable(email);
      return [`${email}: disabled. ${DELAY}`, 'To erase name and e-mail from the directory: DELETE /api/v1/people/{id} as an admin.'];
    case 'enable':
      await accounts.enable(email);
      return [`${email}: enabled.`];
    default:
      throw usage();
  }
}

function usage(): UsageError {
  return new UsageError(`Usage: ${PEOPLE_USAGE}`);
}

function roleOf(text: string | undefined): Role {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new UsageError(`The role is "${text ?? ''}"; it must be ${ROLES.join(', ')}.`);
  return role;
}

/** Requires a workspace exactly if the stage has the trigger. With the trigger, the service refuses people without a workspace. */
function workspaceFor({ name, workspaceTrigger = false }: Stage, workspace: string | undefined): string | undefined {
  if (workspaceTrigger && workspace === undefined)
    throw new UsageError(`The stage ${name} has several workspaces. Name one with --workspace.`);
  if (!workspaceTrigger && workspace !== undefined) {
    throw new UsageError(`--workspace needs "workspaceTrigger: true" of the stage ${name}, which has no trigger that reads it.`);
  }
  return workspace;
}

function listed(accounts: readonly Account[]): string[] {
  const rows = accounts.map(({ email, name, role, state, id }) => [email, name, role ?? 'editor (no group)', state, id]);
  const table = [['E-mail', 'Name', 'Role', 'State', 'Id'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
