import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Container, type Outcome, startContainer } from './container.ts';
import { type EnvironmentOptions, environmentOf, TIMEOUT_MS } from './environment.ts';
import { installLambda } from './installation.ts';

export interface LambdaFunction {
  invoke(event: unknown): Promise<Outcome>;
  /** Returns the output of all containers. */
  output(): string;
  close(): Promise<void>;
}

export interface LambdaFunctionOptions extends Pick<EnvironmentOptions, 'database'> {
  readonly settings?: EnvironmentOptions['settings'] | undefined;
  /** The folder of the built function. Default: the one that answers requests. */
  readonly bundle?: string;
  /** The maximum number of containers. Default: 3. */
  readonly concurrency?: number;
  /** The timeout per event in milliseconds. Default: the deployed timeout. */
  readonly timeout?: number;
  /** Concurrent events per container, as on Lambda Managed Instances. Default: 1. */
  readonly eventsAtOnce?: number;
}

const API_BUNDLE = 'dist/lambda';
export const CHANGES_BUNDLE = 'dist/changes';

/** Holds a container after its first use. */
interface Slot {
  container?: Promise<Container> | undefined;
}

/** Runs the built bundle as a function, from a separate folder. Starts a container for each concurrent event when needed. */
export async function startLambdaFunction(options: LambdaFunctionOptions): Promise<LambdaFunction> {
  const { database, settings = {}, bundle = API_BUNDLE, concurrency = 3, timeout = TIMEOUT_MS, eventsAtOnce = 1 } = options;
  const installation = await installLambda();
  const taskRoot = await mkdtemp(join(tmpdir(), 'lambda-'));
  await cp(bundle, taskRoot, { recursive: true, filter: (file) => !file.endsWith('.map') });
  const env = environmentOf({ taskRoot, database, settings, eventsAtOnce });

  const started: Container[] = [];
  const free = Array.from({ length: concurrency }, (): Slot => ({})).flatMap((slot) => Array<Slot>(eventsAtOnce).fill(slot));
  const waiting: ((slot: Slot) => void)[] = [];

  async function start(): Promise<Container> {
    const container = await startContainer({ installation, env, timeout, freezes: eventsAtOnce === 1 });
    started.push(container);
    return container;
  }

  async function invokeAt(slot: Slot, event: unknown): Promise<Outcome> {
    slot.container ??= start();
    const container = await slot.container;
    const outcome = await container.invoke(event);
    if (!container.isAlive()) slot.container = undefined;
    return outcome;
  }

  return {
    async invoke(event) {
      const slot = free.pop() ?? (await new Promise<Slot>((resolve) => waiting.push(resolve)));
      const outcome = await invokeAt(slot, event);
      const next = waiting.shift();
      if (next === undefined) free.push(slot);
      else next(slot);
      return outcome;
    },
    output: () => started.map((container) => container.output()).join(''),
    async close() {
      await Promise.all(started.map((container) => container.close()));
      await rm(taskRoot, { recursive: true, force: true });
    },
  };
}
