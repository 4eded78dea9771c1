import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { recordTypes } from '../src/records/index.ts';
import { clientTypes, singleValuedFields } from './client-types.ts';

// `npm run build:client`: builds `client/dist` for the record types of the service, and packs it to a tarball in `dist`.

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'client/dist');
const PACKED = join(ROOT, 'dist');

async function buildCode(): Promise<void> {
  const entry = `
    import { createClientFor } from './exports.ts';
    export { Conflict, ConnectionError, isTemporary, ProblemError } from './exports.ts';
    export const createClient = (options) => createClientFor(${JSON.stringify(singleValuedFields(recordTypes))}, options);`;
  await build({
    stdin: { contents: entry, resolveDir: join(ROOT, 'client/src') },
    outfile: join(DIST, 'index.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
  });
}

async function buildTypes(): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '--project', 'client'], { cwd: ROOT });
  await writeFile(join(DIST, 'index.d.ts'), clientTypes(recordTypes));
  for (const file of await readdir(DIST)) {
    const text = await readFile(join(DIST, file), 'utf8');
    // Older compilers do not find `./send.ts` among declarations.
    if (file.endsWith('.d.ts')) await writeFile(join(DIST, file), text.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  }
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
await Promise.all([buildCode(), buildTypes(), copyFile(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE')), mkdir(PACKED, { recursive: true })]);
const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', PACKED], { cwd: join(ROOT, 'client') });
console.log(join('dist', stdout.trim()));
