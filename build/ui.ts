import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { linkProject } from './project-link.ts';
import { websiteConfig } from './website.ts';

const project = await linkProject(fileURLToPath(new URL('..', import.meta.url)));
try {
  await build(websiteConfig(project.path));
} finally {
  await project.remove();
}
