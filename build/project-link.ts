import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path to the project folder that Vite can use. */
export interface ProjectLink {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Returns a path to the project folder that Vite can use.
 * Vite reads `#`, `?`, `%`, `$`, `*`, brackets and braces in a path as parts of a URL or a pattern.
 * For a folder with such a name, creates a symbolic link in the temporary folder.
 */
export async function linkProject(folder: string): Promise<ProjectLink> {
  if (!/[#?%$*[\]{}"]/.test(folder)) return { path: folder, remove: async () => {} };
  const temporary = await mkdtemp(join(tmpdir(), 'records-'));
  const path = join(temporary, 'project');
  // On Windows, a junction needs no special permission. Other systems ignore the type.
  await symlink(folder, path, 'junction');
  return { path, remove: async () => await rm(temporary, { recursive: true, force: true }) };
}
