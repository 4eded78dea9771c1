import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './server-process.ts';

/** A block of code of the tutorial for a new record type: its language, the file that it is for, its text. */
export interface Block {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

const NOT_COPIED = /^(node_modules|dist|cdk\.out|coverage|\.git|\.data)$/;

export async function readTutorial(): Promise<readonly Block[]> {
  return blocksOf(await readFile('docs/adding-a-record-type.md', 'utf8'));
}

/** A copy of the project in which someone has done what the tutorial says, and nothing else. */
export async function copyWithTutorial(): ReturnType<typeof temporaryFolder> {
  const copy = await copyOfProject();
  for (const { file, language, text } of (await readTutorial()).filter((block) => block.file !== '')) {
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

/** The text with each hunk (they are parted by lines with @@) applied where its old lines stand. */
function patched(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((current, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const side = (mark: string) =>
      lines
        .filter((line) => !line.startsWith(mark))
        .map((line) => line.slice(1))
        .join('\n');
    const [before, after] = [side('+'), side('-')];
    if (current.split(before).length !== 2) throw new Error(`these lines do not stand there just once:\n${before}`);
    return current.replace(before, () => after);
  }, text);
}
