import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { build, createServer } from 'vite';
import { linkProject } from './project-link.ts';
import { websiteConfig } from './website.ts';

/** The web UI for `npm run dev`. It updates when its source changes. */
export interface WatchedWebsite {
  handle(req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void;
  close(): Promise<void>;
}

const QUIET = { logLevel: 'warn', clearScreen: false } as const;

/** Checks whether Vite can serve modules from this folder. It puts file paths into URLs, where these characters have another meaning. */
export function canServeModules(folder: string): boolean {
  return !/[#?%]/.test(folder);
}

/**
 * Serves each module from its source.
 * @param server carries the WebSocket that notifies the browser of changes
 */
export async function serveModules(folder: string, server: Server | undefined): Promise<WatchedWebsite> {
  const project = await linkProject(folder);
  const { middlewares, close } = await createServer({
    ...websiteConfig(project.path),
    ...QUIET,
    server: { middlewareMode: true, fs: { allow: [project.path, folder] }, ...(server === undefined ? {} : { ws: { server } }) },
  });
  return {
    handle: middlewares,
    async close() {
      await close();
      await project.remove();
    },
  };
}

/**
 * Builds the UI into `dist/public`, and again after each change.
 * @returns a function that stops it, after the first build is complete
 */
export async function watchBuild(folder: string): Promise<() => Promise<void>> {
  const project = await linkProject(folder);
  const config = websiteConfig(project.path);
  const watcher = await build({ ...config, ...QUIET, build: { ...config.build, watch: {} } });
  if (!('on' in watcher)) throw new Error('Vite has built the UI and does not watch it.');
  await new Promise<void>((resolve) => watcher.on('event', ({ code }) => (code === 'END' ? resolve() : undefined)));
  return async () => {
    await watcher.close();
    await project.remove();
  };
}
