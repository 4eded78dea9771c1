import type { Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import type { WatchedWebsite } from '../../build/watch-website.ts';
import type { AuthConfig } from '../config.ts';
import { createWebsite, outsideApi, sendWebsiteConfig } from './website.ts';

export interface DevWebsite {
  readonly handle: RequestHandler;
  /** Sets the server to which browsers open the WebSocket for hot reload. */
  attach(server: Server): void;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Serves the web UI from its source. The browser shows changes when you save them.
 * Vite starts at the first request for a page, so work on the API alone does not wait for it.
 * Vite needs inline scripts and styles, so unlike the built UI this one has no content security policy.
 */
export function createDevWebsite(auth: AuthConfig): DevWebsite {
  let server: Server | undefined;
  let website: Promise<WatchedWebsite> | undefined;
  const router = Router();
  router.get('/config.json', sendWebsiteConfig(auth));
  router.use(async (req, res, next) => {
    website ??= startWebsite(server, auth);
    const { handle } = await website;
    handle(req, res, next);
  });

  return {
    handle: outsideApi(router),
    attach(listening) {
      server = listening;
    },
    async close() {
      await (await website)?.close();
    },
  };
}

/** Serves each module from its source. Where Vite cannot do that, rebuilds the UI after each change. */
async function startWebsite(server: Server | undefined, auth: AuthConfig): Promise<WatchedWebsite> {
  const { canServeModules, serveModules, watchBuild } = await import('../../build/watch-website.ts');
  if (canServeModules(ROOT)) return await serveModules(ROOT, server);
  const close = await watchBuild(ROOT);
  // The start page names the files of its build, so read it again for each request.
  const handle: RequestHandler = (req, res, next) => (createWebsite(join(ROOT, 'dist/public'), auth) ?? Router())(req, res, next);
  return { handle, close };
}
