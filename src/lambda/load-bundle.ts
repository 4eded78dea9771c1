import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { CodeCache, CreateHandler, Start } from './handler.ts';

export interface Bundle extends Start {
  readonly createHandler: CreateHandler;
  readonly codeCache: CodeCache;
  /** Returns the code that V8 has compiled so far, for `CACHE_FILE`. */
  takeCodeCache(): Buffer;
}

/** The bundle. Its source is one expression: a function of `exports`, `require` and `module`. */
export const BUNDLE_FILE = 'app.cjs';
export const CACHE_FILE = 'app.cache';

/**
 * Runs the bundle in a folder, with the code cache if the folder has one.
 * Node's `import` and `require` cannot use a cache that was made after the code ran. Such a cache has three times as much code.
 */
export function loadBundle(folder: string): Bundle {
  const filename = join(folder, BUNDLE_FILE);
  const cacheFile = join(folder, CACHE_FILE);
  const cachedData = existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
  // The build writes ASCII. Read as latin1, it takes only one byte per character in V8.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData === undefined ? {} : { cachedData }) });
  const run: unknown = script.runInThisContext();
  if (typeof run !== 'function') throw new TypeError(`${filename} is not a bundle`);
  const module = { exports: {} };
  run(module.exports, createRequire(filename), module);
  if (!hasCreateHandler(module.exports)) throw new TypeError(`${filename} has no createHandler`);
  return { createHandler: module.exports.createHandler, codeCache: outcomeOf(script), takeCodeCache: () => script.createCachedData() };
}

function hasCreateHandler(exports: object): exports is { readonly createHandler: CreateHandler } {
  return 'createHandler' in exports && typeof exports.createHandler === 'function';
}

function outcomeOf({ cachedDataRejected }: Script): CodeCache {
  if (cachedDataRejected === undefined) return 'none';
  return cachedDataRejected ? 'rejected' : 'accepted';
}
