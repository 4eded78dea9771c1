import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { AuthConfig } from '../config.ts';
import { createRequestId } from '../http/middleware/request-id.ts';
import { compress } from './compress.ts';

/** Serves whatever is not the API's. It passes on what it has nothing for; the API then says that there is no such path. */
export type Website = RequestHandler;

// Vite gives the files under this folder names with a hash of their content.
const HASHED = '/assets';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The built web UI of a folder: its files, `config.json` made from the settings, and for paths of the UI's own its
 * `index.html`. `undefined` if the folder holds none.
 */
export function createWebsite(folder: string, auth: AuthConfig): Website | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const router = Router();
  router.use(compress(), createRequestId(), websiteHeaders(auth));
  router.use(HASHED, express.static(join(folder, HASHED), { immutable: true, maxAge: YEAR_MS, index: false, redirect: false }));
  router.get('/config.json', sendWebsiteConfig(auth));
  // `/problems/not-found` is a page of its own, and `/docs` the folder of one.
  router.use(express.static(folder, { maxAge: 0, extensions: ['html'] }));
  router.get('/*page', (req, res, next) => {
    res.vary('Accept');
    if (isPage(req)) res.sendFile(index, { headers: { 'Cache-Control': 'no-cache' } });
    else next();
  });
  return outsideApi(router);
}

/** What the UI has to know of the service: how one signs in, or that one need not. */
export function sendWebsiteConfig(auth: AuthConfig): RequestHandler {
  const signIn = auth.mode === 'jwt' ? { issuer: auth.issuer, clientId: auth.audience[0], scope: 'openid' } : null;
  return function websiteConfig(_req, res) {
    res.set('Cache-Control', 'no-cache').json({ signIn });
  };
}

/**
 * Passes on the API's paths, so that a wrong one is a problem and never a page. The same for paths that no page has: those
 * that are not percent-encoded UTF-8, and those that begin with two slashes, which a browser takes for another host.
 */
export function outsideApi(handler: RequestHandler): RequestHandler {
  return function website(req, res, next) {
    const isApi = req.path === '/api' || req.path.startsWith('/api/');
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (isApi || !isRead || !isDecodable(req.path) || isNetworkPath(req.path)) next();
    else handler(req, res, next);
  };
}

/** RFC 3986, section 4.2. Browsers read a backslash like a slash. */
function isNetworkPath(path: string): boolean {
  return /^[/\\]{2}/.test(path);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a browser asks for a page of the UI's own. A path whose last part has a dot names a file, and whoever does not
 * ask for HTML, or nearly names the API, is a program that is better told that there is nothing.
 */
function isPage({ path, headers }: Request): boolean {
  const isFile = path.slice(path.lastIndexOf('/')).includes('.');
  return !isFile && !/^\/+api\b/i.test(path) && (headers.accept ?? '').includes('text/html');
}

/** Scripts and styles come from here alone; the only other place that the UI talks to is the issuer, to sign in. */
function websiteHeaders(auth: AuthConfig): RequestHandler {
  const issuer = auth.mode === 'jwt' ? [new URL(auth.issuer).origin] : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        connectSrc: ["'self'", ...issuer],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
}
