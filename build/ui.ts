import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { linkProject } from './project-link.ts';
import { websiteConfig } from './website.ts';

// Vite builds for development if a shell or a test has set another value.
process.env['NODE_ENV'] = 'production';

const project = await linkProject(fileURLToPath(new URL('..', import.meta.url)));
try {
  await build(websiteConfig(project.path));
} finally {
  await project.remove();
}
