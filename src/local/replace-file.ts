import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that only this user can read. After an interruption, the old or the new file is there, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
