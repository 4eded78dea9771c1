import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that only this user can read. An interruption leaves the old file or the new one, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
