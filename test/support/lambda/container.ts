import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { tieToThisProcess } from '../tied-process.ts';
import type { LambdaInstallation } from './installation.ts';

/** The outcome of an event: the result of the handler as JSON, or the reason for its failure. */
export type Outcome = { readonly payload: string } | { readonly failure: string };

export interface Container {
  /** Checks whether it can receive events. It ends when the function exceeds its timeout. */
  isAlive(): boolean;
  /** Passes an event to the function when the function requests the next event. */
  invoke(event: unknown): Promise<Outcome>;
  /** Returns the output of the function. */
  output(): string;
  close(): Promise<void>;
}

export interface ContainerOptions {
  readonly installation: LambdaInstallation;
  /** The whole environment. Variables of this process are not inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** The timeout per event in milliseconds. */
  readonly timeout: number;
  /** Whether to stop the process between events, as Lambda does. Not for functions with concurrent events. */
  readonly freezes: boolean;
}

interface Invocation {
  readonly id: string;
  readonly event: string;
  /** Starts the timeout of the event. */
  readonly begin: () => void;
  readonly settle: (outcome: Outcome) => void;
}

/** Milliseconds for a function to load and request its first event. Lambda allows 10 s, but on a separate machine. */
const START_MS = 30_000;

const PATHS = /^\/2018-06-01\/runtime\/(?:init|invocation)\/(?:([\w-]+)\/)?(next|response|error)$/;

/**
 * Starts an execution environment of a function: a process with Amazon's runtime client, and a Lambda Runtime API for it.
 * Source: "Using the Lambda runtime API", AWS Lambda Developer Guide.
 */
export async function startContainer({ installation, env, timeout, freezes }: ContainerOptions): Promise<Container> {
  const queue: Invocation[] = [];
  /** The open responses to requests for the next event. */
  const waiting: ServerResponse[] = [];
  const running = new Map<string, Invocation>();
  const chunks: string[] = [];

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const runtime = startRuntime(installation, { ...env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${portOf(server.address())}` }, chunks);
  runtime.once('exit', () => failAll('Runtime.ExitError'));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', action] = PATHS.exec(request.url ?? '') ?? [];
    if (action === 'next') {
      waiting.push(response);
      handOver();
      return;
    }
    const body = await text(request);
    response.writeHead(action === undefined ? 404 : 202).end();
    if (id === '') failAll(body);
    else running.get(id)?.settle(action === 'response' ? { payload: body } : { failure: body });
  }

  function handOver(): void {
    const response = waiting[0];
    const invocation = queue[0];
    if (response === undefined) return;
    if (invocation === undefined) {
      if (freezes) runtime.kill('SIGSTOP');
      return;
    }
    waiting.shift();
    queue.shift();
    running.set(invocation.id, invocation);
    invocation.begin();
    runtime.kill('SIGCONT');
    response.writeHead(200, headersFor(invocation, timeout)).end(invocation.event);
  }

  function failAll(failure: string): void {
    for (const { settle } of [...queue.splice(0), ...running.values()]) settle({ failure });
  }

  function invoke(event: unknown): Promise<Outcome> {
    return new Promise((resolve) => {
      if (!isAlive()) return resolve({ failure: 'Runtime.ExitError' });
      const id = randomUUID();
      let timer = setTimeout(() => runtime.kill('SIGKILL'), START_MS);
      const begin = () => {
        clearTimeout(timer);
        timer = setTimeout(() => runtime.kill('SIGKILL'), timeout);
      };
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        running.delete(id);
        resolve(outcome);
      };
      queue.push({ id, event: JSON.stringify(event), begin, settle });
      handOver();
    });
  }

  const isAlive = () => runtime.exitCode === null && runtime.signalCode === null;

  return {
    isAlive,
    invoke,
    output: () => chunks.join(''),
    async close() {
      const ended = isAlive() ? once(runtime, 'exit') : undefined;
      runtime.kill('SIGKILL');
      await ended;
      server.closeAllConnections();
      server.close();
    },
  };
}

function startRuntime({ node, client }: LambdaInstallation, env: Readonly<Record<string, string>>, chunks: string[]): ChildProcess {
  const runtime = spawn(node, [client], { env: { ...env }, cwd: env['LAMBDA_TASK_ROOT'], stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [runtime.stdout, runtime.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  tieToThisProcess(runtime);
  return runtime;
}

function headersFor({ id }: Invocation, timeout: number): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': id,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeout),
    'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:123456789012:function:records:live',
    'Lambda-Runtime-Trace-Id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${id.replaceAll('-', '').slice(0, 24)};Sampled=0`,
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  return address.port;
}
