import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../../support/server-process.ts';

const run = promisify(execFile);

/** A block of code in a tutorial: its language, the file that it belongs to, its text. */
export interface Block {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

const NOT_COPIED = /(^|\/)node_modules$|^(dist|cdk\.out|coverage|\.git|\.data)$/;

const RECORD_TYPE_TUTORIAL = 'docs/adding-a-record-type.md';
const LATER = /^## Changing it later$/m;
/** The folder of the project in the tutorials. */
const SHOWN_FOLDER = '/home/ada/records';

/** The blocks of a tutorial up to its part on later changes. */
export async function readTutorial(path = RECORD_TYPE_TUTORIAL): Promise<readonly Block[]> {
  const [first = ''] = (await readFile(path, 'utf8')).split(LATER);
  return blocksOf(first);
}

/** The blocks of the part on later changes. */
export async function readLaterChanges(): Promise<readonly Block[]> {
  const [, later = ''] = (await readFile(RECORD_TYPE_TUTORIAL, 'utf8')).split(LATER);
  return blocksOf(later);
}

/** Creates a copy of the project with the changes of a tutorial. */
export async function copyWithTutorial(tutorial = RECORD_TYPE_TUTORIAL): ReturnType<typeof temporaryFolder> {
  const copy = await copyOfProject();
  for (const block of (await readTutorial(tutorial)).filter(({ file }) => file !== '')) await change(copy.folder, block);
  return copy;
}

async function change(folder: string, { file, language, text }: Block): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, language === 'diff' ? patched(await readFile(path, 'utf8'), text) : text);
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({
    language,
    file,
    text,
  }));
}

async function copyOfProject(): ReturnType<typeof temporaryFolder> {
  const temporary = await temporaryFolder();
  await cp('.', temporary.folder, { recursive: true, filter: (path) => !NOT_COPIED.test(path) });
  // Without the packages of infra: the commands for a data folder do not need them.
  await symlink(join(process.cwd(), 'node_modules'), join(temporary.folder, 'node_modules'));
  return temporary;
}

/** Applies the hunks of a diff (separated by lines with @@) to a text. */
function patched(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((current, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const side = (mark: string) =>
      lines
        .filter((line) => !line.startsWith(mark))
        .map((line) => line.slice(1))
        .join('\n');
    const [before, after] = [side('+'), side('-')];
    if (current.split(before).length !== 2) throw new Error(`these lines must occur exactly once:\n${before}`);
    return current.replace(before, () => after);
  }, text);
}

export interface Step {
  readonly command: string;
  readonly answer: unknown;
}

/** Runs each command of a tutorial on the server at a port. @returns the steps that the tutorial shows, and the real ones */
export async function runSteps(tutorial: readonly Block[], port: number): Promise<{ shown: Step[]; real: Step[] }> {
  const [shown, real]: [Step[], Step[]] = [[], []];
  for (const [index, { language, text: command }] of tutorial.entries()) {
    if (language !== 'sh') continue;
    const answer = tutorial[index + 1];
    const { stdout } = await run('bash', ['-c', command.replaceAll('localhost:3000', `127.0.0.1:${port}`)]);
    shown.push({ command, answer: comparableAnswer(answer?.text, answer?.language) });
    real.push({ command, answer: comparableAnswer(stdout, answer?.language) });
  }
  return { shown, real };
}

/**
 * Applies each change of a tutorial to a copy of the project, and runs its commands. Commands for the API use a server with the changed
 * definitions. Other commands run while no server uses the data.
 */
export async function runChanges(blocks: readonly Block[], folder: string): Promise<{ shown: Step[]; real: Step[] }> {
  const [shown, real]: [Step[], Step[]] = [[], []];
  let server: ServerProcess | undefined;
  const stop = async () => {
    await server?.end('SIGTERM');
    server = undefined;
  };
  for (const [index, block] of blocks.entries()) {
    if (block.file !== '') {
      await stop();
      await change(folder, block);
    }
    if (block.language !== 'sh') continue;
    const answer = blocks[index + 1];
    if (block.text.startsWith('npm ')) await stop();
    else server ??= await startServerProcess({ entry: 'src/server.ts', cwd: folder, env: { DATABASE: 'embedded', DATA_DIR: '.data' } });
    const stdout = await outputOf(block.text.replaceAll('localhost:3000', `127.0.0.1:${server?.port}`), folder);
    shown.push({ command: block.text, answer: comparableAnswer(answer?.text, answer?.language) });
    real.push({ command: block.text, answer: comparableAnswer(stdout.replaceAll(folder, SHOWN_FOLDER), answer?.language) });
  }
  await stop();
  return { shown, real };
}

/** Returns the output of a command. Exit code 1 is not a failure, because check commands end with it. */
async function outputOf(command: string, cwd: string): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const { stdout, stderr, code } = await run('bash', ['-c', command], { cwd, env }).then(
    (ended) => ({ ...ended, code: 0 }),
    (failure: { stdout: string; stderr: string; code: number }) => failure,
  );
  if (stderr !== '' || ![0, 1].includes(code)) throw new Error(`${command} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Returns the output of the compiler for a copy of the project. Empty if there are no errors. */
export async function compile(folder: string): Promise<string> {
  const { stdout } = await run('npx', ['--no', 'tsc', '--noEmit', '-p', folder]).catch((failure: { stdout: string }) => failure);
  return stdout;
}

/** Runs the part of the API suite that every record type must pass, in a copy of the project. */
export async function runGenericSuite(folder: string, recordType: string): Promise<{ passed: number; total: number }> {
  const report = join(folder, 'report.json');
  const options = ['--selectProjects', 'app', '--testPathPatterns', 'test/api/generic', '--json', '--outputFile', report];
  const env = { ...process.env, RECORD_TYPE: recordType, BASE_URL: undefined };
  await run('npm', ['run', '-s', 'jest', '--', ...options], { cwd: folder, env });
  const { numPassedTests: passed, numTotalTests: total } = JSON.parse(await readFile(report, 'utf8'));
  return { passed, total };
}

/** Replaces what differs between runs: ids, times, and the size of the table, which is an estimate. */
function comparableAnswer(text = '', language = ''): unknown {
  const steady = text
    .trim()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an id')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'a time')
    .replaceAll(/(?<=^Accepted on )\d{4}-\d{2}-\d{2}/gm, 'a day')
    .replaceAll(/^It reads about .*$/gm, 'what it costs');
  return language === 'json' ? JSON.parse(steady) : steady;
}
