import { parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { exitWith } from '../server/exit-with.ts';
import { UsageError } from '../usage-error.ts';

export interface Command {
  /** How it is called, for whoever called it otherwise. */
  readonly usage: string;
  /** The options, all of which take a text; the first one must be given. */
  readonly options: readonly [string, ...string[]];
  /** @returns the exit code */
  readonly run: (given: { env: Environment; options: Options; say: (line: string) => void }) => Promise<number>;
}

type Options = ReadonlyMap<string, string>;

/** Runs a command to its end; a refusal is told by its message alone. */
export async function runCommand({ usage, options, run }: Command): Promise<void> {
  // The SDK would greet with a warning about the age of this Node.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    process.exitCode = await run({ env: process.env, options: readOptions(usage, options), say });
  } catch (error) {
    exitWith(error);
  }
}

/** @throws {UsageError} with the usage */
function readOptions(usage: string, names: Command['options']): Options {
  const given = parseOrRefuse(usage, names);
  const options = new Map(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  if (!options.has(names[0])) throw new UsageError(`Usage: ${usage}`);
  return options;
}

function parseOrRefuse(usage: string, names: readonly string[]): Readonly<Record<string, string | undefined>> {
  try {
    return parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])) }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}. Usage: ${usage}`, { cause: error });
  }
}
