import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { AuthConfig } from '../config.ts';
import { createRequestId } from '../http/middleware/request-id.ts';
import { compress } from './compress.ts';
import { inlineScriptSources, START_PAGE, withConfig } from './start-page.ts';

/** Serves paths outside the API. Passes unknown paths to the API, which answers 404. */
export type Website = RequestHandler;

// The names of these files contain a hash of their content.
const HASHED = '/assets';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the built web UI from a folder: its files, `config.json` from the settings, and `index.html` with the settings for the paths of the UI.
 * @returns `undefined` if the folder has no UI
 */
export function createWebsite(folder: string, auth: AuthConfig): Website | undefined {
  const index = join(folder, START_PAGE);
  if (!existsSync(index)) return undefined;
  const file = readFileSync(index, 'utf8');
  const page = withConfig(file, JSON.stringify(websiteConfig(auth)));
  const sendPage: RequestHandler = (_req, res) => void res.set('Cache-Control', 'no-cache').type('html').send(page);
  const router = Router();
  router.use(compress(), createRequestId(), websiteHeaders(auth, inlineScriptSources(file)));
  router.use(HASHED, express.static(join(folder, HASHED), { immutable: true, maxAge: YEAR_MS, index: false, redirect: false }));
  router.get('/config.json', sendWebsiteConfig(auth));
  router.get(['/', '/index.html'], sendPage);
  // `/problems/not-found` is an HTML file, `/docs` a folder with an index.html.
  router.use(express.static(folder, { maxAge: 0, extensions: ['html'] }));
  router.get('/*page', (req, res, next) => {
    res.vary('Accept');
    if (isPage(req)) sendPage(req, res, next);
    else next();
  });
  return outsideApi(router);
}

/** Sends the settings of the UI. */
export function sendWebsiteConfig(auth: AuthConfig): RequestHandler {
  return function sendConfig(_req, res) {
    res.set('Cache-Control', 'no-cache').json(websiteConfig(auth));
  };
}

/** Returns the sign-in settings for the UI; `null` if no sign-in is required. */
function websiteConfig(auth: AuthConfig): object {
  if (auth.mode !== 'jwt') return { signIn: null };
  const { issuer, audience, roleWithoutGroups } = auth;
  const role = roleWithoutGroups === undefined ? {} : { roleWithoutGroups };
  return { signIn: { issuer, clientId: audience[0], scope: 'openid profile email', ...role } };
}

/**
 * Handles only reads outside the API, so that an unknown API path gives a problem and never a page.
 * Skips paths that are not percent-encoded UTF-8, and paths with two leading slashes, which browsers read as another host.
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
 * Checks whether a browser requests a page of the UI. A path whose last segment has a dot names a file.
 * A client that does not accept HTML, or whose path resembles an API path, is a program and needs a 404.
 */
function isPage({ path, headers }: Request): boolean {
  const isFile = path.slice(path.lastIndexOf('/')).includes('.');
  return !isFile && !/^\/+api\b/i.test(path) && (headers.accept ?? '').includes('text/html');
}

/** Allows scripts and styles from this site, and inline scripts by their hash. The UI also connects to the issuer, to sign in. */
function websiteHeaders(auth: AuthConfig, inlineScripts: readonly string[]): RequestHandler {
  const issuer = auth.mode === 'jwt' ? [new URL(auth.issuer).origin] : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...inlineScripts],
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
