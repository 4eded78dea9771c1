import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './server-process.ts';

/** A block of code in a tutorial: its language, the file that it belongs to, its text. */
export interface Block {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

const NOT_COPIED = /^(node_modules|dist|cdk\.out|coverage|\.git|\.data)$/;

const RECORD_TYPE_TUTORIAL = 'docs/adding-a-record-type.md';

export async function readTutorial(path = RECORD_TYPE_TUTORIAL): Promise<readonly Block[]> {
  return blocksOf(await readFile(path, 'utf8'));
}

/** A copy of the project with the changes of a tutorial, and no others. */
export async function copyWithTutorial(tutorial = RECORD_TYPE_TUTORIAL): ReturnType<typeof temporaryFolder> {
  const copy = await copyOfProject();
  for (const { file, language, text } of (await readTutorial(tutorial)).filter((block) => block.file !== '')) {
    const path = join(copy.folder, file);
    await writeFile(path, language === 'diff' ? patched(await readFile(path, 'utf8'), text) : text);
  }
  return copy;
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
  await symlink(join(process.cwd(), 'node_modules'), join(temporary.folder, 'node_modules'));
  return temporary;
}

/** The text with each hunk (separated by lines with @@) applied at its old lines. */
function patched(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((current, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const side = (mark: string) =>
      lines
        .filter((line) => !line.startsWith(mark))
        .map((line) => line.slice(1))
        .join('\n');
    const [before, after] = [side('+'), side('-')];
    if (current.split(before).length !== 2) throw new Error(`these lines are not there exactly once:\n${before}`);
    return current.replace(before, () => after);
  }, text);
}

/** An answer without what differs in every run: ids and times. */
export function comparableAnswer(text = '', language = ''): unknown {
  const steady = text
    .trim()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an id')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'a time');
  return language === 'json' ? JSON.parse(steady) : steady;
}
