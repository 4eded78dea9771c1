import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that only this user can read. After an interruption, it has the whole old or the whole new content. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
