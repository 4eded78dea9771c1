import { STAGES } from '../../infra/stage.ts';
import { RESERVED } from '../../infra/stage-settings.ts';
import { UsageError } from '../../src/usage-error.ts';

export interface Names {
  readonly name: string;
  readonly title: string;
}

/** The sign-in domain has at most 63 characters: the name, a stage (20), the account (12) and two hyphens. */
const MAX_NAME = 29;

/** Checks that AWS takes the name in every place. @throws {UsageError} */
export function checkNames({ name, title }: Names): void {
  if (name.length > MAX_NAME || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(
      `--name must be up to ${MAX_NAME} lower-case letters, digits and single hyphens, and start with a letter, such as "acme-orders".`,
    );
  }
  const stage = STAGES.find((known) => name.endsWith(`-${known.name}`))?.name;
  if (stage !== undefined)
    throw new UsageError(`--name must not end with the stage "${stage}": "${name}" would be the stack of a stage. Leave "-${stage}" out.`);
  if (RESERVED.test(name))
    throw new UsageError('--name must not contain "aws", "amazon" or "cognito": Cognito refuses such sign-in domains.');
  if (!/^[^\p{C}<>"]{1,60}$/u.test(title) || title.trim() !== title) {
    throw new UsageError('--title must be 1 to 60 characters, without quotes, angle brackets and spaces at its ends.');
  }
}

/** Returns the title of a name: `acme-orders` is `Acme orders`. */
export function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns a file with the new names. Other uses of the old name, such as the word "records", stay. */
export function renamed(file: string, text: string, from: Names, to: Names): string {
  if (file === 'package.json') return named(text, to).replace(/^( *"title": ).*$/m, (_, key) => `${key}${JSON.stringify(to.title)},`);
  if (file === 'package-lock.json') return lockWith(text, to);
  const mentions = new RegExp(`(?<![\\w-])${from.name}(?=/(?:read|write|admin|dist)\\b|-(?:dev|prod|deploy-role|client)\\b|-\`)`, 'g');
  const body = text.replace(mentions, to.name);
  if (file !== 'README.md') return body;
  return body
    .replace(/^# .*$/m, () => `# ${to.title}`)
    .replace(`| \`${from.name}\` (\`name\` in`, `| \`${to.name}\` (\`name\` in`)
    .replace(new RegExp(`(?<=^docker (?:build -t|run -p \\S+) |\`-v )${from.name}(?![\\w-])`, 'gm'), to.name);
}

function named(text: string, { name }: Names): string {
  return text.replace(/^( *"name": ).*$/m, (_, key) => `${key}"${name}",`);
}

function lockWith(text: string, names: Names): string {
  const lock = JSON.parse(text);
  lock.name = names.name;
  lock.packages[''].name = names.name;
  return `${JSON.stringify(lock, null, 2)}\n`;
}
