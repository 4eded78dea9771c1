import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import type { ViteDevServer } from 'vite';
import type { AuthConfig } from '../config.ts';
import { outsideApi, sendWebsiteConfig } from './website.ts';

export interface DevWebsite {
  readonly handle: RequestHandler;
  /** The server that browsers keep a WebSocket to, over which they hear of changes. */
  attach(server: Server): void;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The web UI straight from its source, with changes shown as they are saved. Vite starts with the first page that is asked
 * for, so that whoever works on the API alone does not wait for it. Unlike the built UI it needs inline scripts and styles,
 * so it has no content security policy.
 */
export function createDevWebsite(auth: AuthConfig): DevWebsite {
  let server: Server | undefined;
  let vite: Promise<ViteDevServer> | undefined;
  const router = Router();
  router.get('/config.json', sendWebsiteConfig(auth));
  router.use(async (req, res, next) => {
    vite ??= startVite(server);
    (await vite).middlewares(req, res, next);
  });

  return {
    handle: outsideApi(router),
    attach(listening) {
      server = listening;
    },
    async close() {
      await (await vite)?.close();
    },
  };
}

async function startVite(server: Server | undefined): Promise<ViteDevServer> {
  const { createServer } = await import('vite');
  return await createServer({
    configFile: `${ROOT}vite.config.ts`,
    logLevel: 'warn',
    clearScreen: false,
    server: { middlewareMode: true, ...(server === undefined ? {} : { ws: { server } }) },
  });
}
