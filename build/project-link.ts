import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path to the project folder that Vite can use. */
export interface ProjectLink {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Vite reads `#`, `?`, `%`, `$`, `*`, brackets and braces in a path as parts of an address or of a pattern.
 * A project in a folder with such a name is reached through a link in the folder for temporary files.
 */
export async function linkProject(folder: string): Promise<ProjectLink> {
  if (!/[#?%$*[\]{}"]/.test(folder)) return { path: folder, remove: async () => {} };
  const temporary = await mkdtemp(join(tmpdir(), 'records-'));
  const path = join(temporary, 'project');
  // On Windows, a junction needs no special right; elsewhere the type is ignored.
  await symlink(folder, path, 'junction');
  return { path, remove: async () => await rm(temporary, { recursive: true, force: true }) };
}
