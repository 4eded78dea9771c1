import { execFile } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { commandOf, createContextFilter, type Instruction, instructionsOf } from './dockerfile.ts';

const run = promisify(execFile);

export interface BuildOptions {
  readonly dockerfile: string;
  readonly dockerignore: string;
  /** The folder that the build is given, and its files by their paths in it. */
  readonly context: string;
  readonly files: readonly string[];
  /** An empty folder to build in. */
  readonly folder: string;
}

/** What a stage of a Dockerfile leaves: a folder in the place of a file system, and how its process is to be started. */
export interface Image {
  readonly root: string;
  readonly env: Record<string, string>;
  readonly volumes: string[];
  workdir: string;
  user: string;
  command: string[];
  healthCheck: string[];
}

/**
 * Does what the instructions of a Dockerfile say, without a container engine. The base image is this machine with its Node, and a
 * command that a `RUN` gives must keep to its working folder: only the engine could move `/`.
 */
export async function buildImage(options: BuildOptions): Promise<Image> {
  const stages = new Map<string, Image>();
  let image: Image | undefined;
  for (const instruction of instructionsOf(options.dockerfile)) {
    if (instruction.keyword === 'ARG' && image === undefined) continue;
    if (instruction.keyword === 'FROM') {
      const [, name = `stage-${stages.size}`] = / AS (\S+)$/.exec(instruction.text) ?? [];
      image = { root: join(options.folder, name), env: {}, volumes: [], workdir: '/', user: '', command: [], healthCheck: [] };
      await mkdir(image.root);
      stages.set(name, image);
    } else if (image === undefined) {
      throw new Error(`${instruction.keyword} before the first FROM`);
    } else {
      await perform(instruction, image, { stages, options });
    }
  }
  if (image === undefined) throw new Error('no FROM');
  return image;
}

/** Where a path of the image lies on this machine. */
export function pathIn({ root, workdir }: Image, path: string): string {
  return join(root, posix.resolve(workdir, path));
}

/** Its settings, in which paths of the image become those on this machine. */
export function environmentIn(image: Image): Record<string, string> {
  const entries = Object.entries(image.env).map(([name, value]) => [name, value.startsWith('/') ? pathIn(image, value) : value]);
  return { PATH: process.env['PATH'] ?? '', ...Object.fromEntries(entries) };
}

interface Build {
  readonly stages: ReadonlyMap<string, Image>;
  readonly options: BuildOptions;
}

async function perform({ keyword, text, flags }: Instruction, image: Image, build: Build): Promise<void> {
  switch (keyword) {
    case 'WORKDIR':
      image.workdir = text;
      await mkdir(pathIn(image, '.'), { recursive: true });
      return;
    case 'ENV':
      for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S*)/g)) image.env[name] = value;
      return;
    case 'RUN':
      await runIn(image, commandOf(text));
      return;
    case 'COPY':
      await copyInto(image, text.split(/\s+/), flags, build);
      return;
    case 'VOLUME':
      image.volumes.push(text);
      return;
    case 'USER':
      image.user = text;
      return;
    case 'HEALTHCHECK':
      image.healthCheck = commandOf(text.replace(/^CMD\s+/, ''));
      return;
    case 'CMD':
      image.command = commandOf(text);
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`${keyword} is not understood here`);
  }
}

async function runIn(image: Image, [program = '', ...parameters]: string[]): Promise<void> {
  const home = { HOME: process.env['HOME'] ?? '', npm_config_prefer_offline: 'true', npm_config_audit: 'false' };
  await run(program, parameters, { cwd: pathIn(image, '.'), env: { ...environmentIn(image), ...home }, maxBuffer: 2 ** 26 });
}

async function copyInto(image: Image, words: string[], flags: Instruction['flags'], { stages, options }: Build): Promise<void> {
  const target = words.at(-1) ?? '';
  const from = stages.get(flags['from'] ?? '');
  if (flags['from'] !== undefined && from === undefined) throw new Error(`there is no stage ${flags['from']}`);
  for (const source of words.slice(0, -1)) {
    if (from === undefined) await copyFromContext(image, source, target, options);
    else
      await copyTree(pathIn(from, source), pathIn(image, target.endsWith('/') ? join(target, basename(source)) : target), flags['chown']);
  }
}

async function copyFromContext(
  image: Image,
  source: string,
  target: string,
  { context, files, dockerignore }: BuildOptions,
): Promise<void> {
  const isSent = createContextFilter(dockerignore);
  const sent = files.filter((path) => isSent(path) && (source === '.' || path === source || path.startsWith(`${source}/`)));
  if (sent.length === 0) throw new Error(`COPY ${source}: nothing of it is sent to the build`);
  for (const path of sent) {
    const copy = join(pathIn(image, target), path);
    await mkdir(dirname(copy), { recursive: true });
    await cp(join(context, path), copy);
  }
}

async function copyTree(source: string, target: string, owner: string | undefined): Promise<void> {
  await cp(source, target, { recursive: true, verbatimSymlinks: true });
  if (owner !== undefined) await own(target, owner);
}

/** As in the image, where this process may do so. */
async function own(folder: string, owner: string): Promise<void> {
  const [user, group] = idsOf(owner);
  if (process.getuid?.() === 0) await chown(folder, user, group);
  else await chmod(folder, 0o700);
}

/** The numbers of `1000:1000`; names would need the image's own list of users. */
export function idsOf(owner: string): [user: number, group: number] {
  const [, user, group] = /^(\d+):(\d+)$/.exec(owner) ?? [];
  if (user === undefined || group === undefined) throw new Error(`${owner} does not name a user and a group by their numbers`);
  return [Number(user), Number(group)];
}

/** Each file below a folder with the time of its last change. */
export async function changeTimes(folder: string): Promise<Map<string, number>> {
  const names = await readdir(folder, { recursive: true });
  const entries = names.map(async (name): Promise<[string, number]> => [name, (await stat(join(folder, name))).mtimeMs]);
  return new Map(await Promise.all(entries));
}
