import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Returns the output so far. */
  output(): string;
  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended the process */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Returns the figures of a process that was started with `probed`. */
  figures(): Promise<Figures>;
}

export interface ServerProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Relative to the project. Default: the built server, or its source if there is no build. */
  readonly entry?: string;
  /** Arguments for Node before the entry, and for the entry after it. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  /** The Node executable. Default: the executable of this process. */
  readonly node?: string;
  /** The working directory. Default: that of this process. */
  readonly cwd?: string | undefined;
  /** Whether to discard the output, because reading it costs time. */
  readonly quiet?: boolean;
  /** Whether the process supports `figures()`. */
  readonly probed?: boolean;
}

/** The figures of a process. */
export interface Figures {
  /** Bytes in use after a garbage collection, and bytes of resident memory. */
  readonly inUse: number;
  readonly rss: number;
  /** Delay of the event loop in milliseconds since the last call: 99th percentile and maximum. */
  readonly delayP99: number;
  readonly delayMax: number;
  /** The most CPU milliseconds between two turns of the event loop since the last call. */
  readonly longestTurn: number;
}

const BUILT = 'dist/server/server.mjs';
const PROBE = ['--expose-gc', '--import', './test/support/process-probe.js'];
const START_MS = 45_000;

/** Starts the server as a separate process on a free port. It inherits no settings of this process. */
export async function startServerProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const port = Number(options.env?.['PORT'] ?? (await freePort()));
  const server = spawnServer({ ...options, env: { PORT: String(port), ...options.env } });
  const chunks = collect(server);
  const ended = once(server, 'exit');
  await Promise.race([untilListening(port, server), ended, timeout(START_MS)]);
  if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}: ${chunks.join('')}`);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    process: server,
    output: () => chunks.join(''),
    async end(signal) {
      server.kill(signal);
      await ended;
      return server.exitCode ?? server.signalCode ?? 'SIGKILL';
    },
    async figures() {
      const answered = once(server, 'message');
      server.send('figures');
      const [figures]: Figures[] = await answered;
      if (figures === undefined) throw new Error('the process did not report its figures');
      return figures;
    },
  };
}

/** Starts a server that must refuse to start. @returns its exit code and output */
export async function refusedStart(options: ServerProcessOptions): Promise<{ code: number | null; output: string }> {
  const server = spawnServer(options);
  const chunks = collect(server);
  const stop = setTimeout(() => server.kill('SIGKILL'), START_MS);
  await once(server, 'close');
  clearTimeout(stop);
  return { code: server.exitCode, output: chunks.join('') };
}

function spawnServer(options: ServerProcessOptions): ChildProcess {
  const { env = {}, entry = existsSync(BUILT) ? BUILT : 'src/server.ts', probed = false } = options;
  const { node = process.execPath, flags = [], args = [], cwd = process.cwd(), quiet = false } = options;
  const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return spawn(node, [...flags, ...loader, ...(probed ? PROBE : []), entry, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', quiet ? 'ignore' : 'pipe', quiet ? 'inherit' : 'pipe', ...(probed ? ['ipc' as const] : [])],
  });
}

function collect({ stdout, stderr }: ChildProcess): string[] {
  const chunks: string[] = [];
  for (const stream of [stdout, stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return chunks;
}

async function untilListening(port: number, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    try {
      await fetch(`http://127.0.0.1:${port}/api/health`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function timeout(milliseconds: number): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  throw new Error(`the server does not answer after ${milliseconds / 1000} s`);
}

/** Returns a free port that no system gives to a server on port 0. Such a server could take it before the test uses it. */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 30_000);
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return await freePort();
  server.close();
  await once(server, 'close');
  return port;
}

/** Creates a temporary folder. `remove` deletes it. */
export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'records-'));
  return { folder, remove: async () => await rm(folder, { recursive: true, force: true }) };
}
