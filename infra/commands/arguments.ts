import { parseArgs } from 'node:util';
import { UsageError } from '../../src/usage-error.ts';
import { type Stage, stageNamed } from '../stage.ts';

/**
 * The `--name value` options of a command line.
 * @throws {UsageError} for an unknown name, an option without a value, or another word.
 */
export function readArguments<const Name extends string>(argv: readonly string[], known: readonly Name[]): Partial<Record<Name, string>> {
  const values = parse(argv, known);
  const given: Partial<Record<Name, string>> = {};
  for (const name of known) {
    const value = values[name];
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}

function parse(argv: readonly string[], known: readonly string[]): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(known.map((name) => [name, { type: 'string' } as const]));
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message}\nOptions: ${known.map((name) => `--${name}`).join(', ')}`);
  }
}

/** @throws {UsageError} with the names of all stages. */
export function stageArgument(name = 'dev'): Stage {
  try {
    return stageNamed(name);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--stage: ${error.message}`) : error;
  }
}
