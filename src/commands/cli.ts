import { parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { exitWith } from '../server/exit-with.ts';
import { UsageError } from '../usage-error.ts';

/** An option takes a text, or is a flag without one. A `list` takes texts with commas, and may be repeated. */
type OptionKind = 'required' | 'optional' | 'list' | 'flag';
type OptionKinds = Readonly<Record<string, OptionKind>>;

export interface Command<Kinds extends OptionKinds> {
  /** The syntax, printed when the arguments are invalid. */
  readonly usage: string;
  readonly options: Kinds;
  /** Whether it accepts words besides its options. Default: false. */
  readonly takesWords?: boolean;
  /** @returns the exit code */
  readonly run: (context: Context<Options<Kinds>>) => Promise<number>;
}

export interface Context<Given> {
  readonly env: Environment;
  readonly options: Given;
  /** Arguments that are not options, in order. */
  readonly words: readonly string[];
  readonly print: (line: string) => void;
}

type Options<Kinds extends OptionKinds> = {
  readonly [Name in keyof Kinds]: OptionValues[Kinds[Name]];
};

interface OptionValues {
  readonly required: string;
  readonly optional: string | undefined;
  readonly list: readonly string[];
  readonly flag: boolean;
}

/** Runs a command and sets the exit code. Prints only the message of a `UsageError`. */
export async function runCommand<const Kinds extends OptionKinds>(command: Command<Kinds>): Promise<void> {
  // Otherwise the SDK prints a warning about the end of support for Node 20.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const print = (line: string) => void process.stdout.write(`${line}\n`);
    const args = process.argv.slice(2);
    if (args.includes('--help')) print(`Usage: ${command.usage}`);
    else process.exitCode = await command.run({ env: process.env, ...readArguments(command, args), print });
  } catch (error) {
    exitWith(error);
  }
}

/** @throws {UsageError} with the usage */
export function readArguments<const Kinds extends OptionKinds>(
  { usage, options: kinds, takesWords = false }: Pick<Command<Kinds>, 'usage' | 'options' | 'takesWords'>,
  args: readonly string[],
): { readonly options: Options<Kinds>; readonly words: readonly string[] } {
  const { values, positionals: words } = parse(usage, kinds, { args, takesWords });
  if (hasAll(values, kinds)) return { options: values, words };
  throw new UsageError(`Usage: ${usage}`);
}

function parse(usage: string, kinds: OptionKinds, { args, takesWords }: { args: readonly string[]; takesWords: boolean }) {
  const options = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, kind === 'flag' ? FLAG : TEXT]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: takesWords });
    const given = Object.entries(kinds).flatMap(([name, kind]) => givenValue(name, kind, values[name]));
    return { values: Object.fromEntries(given), positionals };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}. Usage: ${usage}`, { cause: error });
  }
}

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string', multiple: true } as const;

type Parsed = readonly (string | boolean)[] | string | boolean | undefined;

/** @returns the name and value of an option; nothing if it is not given */
function givenValue(name: string, kind: OptionKind, value: Parsed): [string, unknown][] {
  if (kind === 'flag') return [[name, value]];
  const texts = Array.isArray(value) ? value.map(String) : [];
  if (kind === 'list') return [[name, texts.flatMap((text) => text.split(',').map((item) => item.trim())).filter((item) => item !== '')]];
  if (texts.length > 1) throw new TypeError(`Option '--${name}' is given ${texts.length} times`);
  return texts.map((text) => [name, text]);
}

function hasAll<Kinds extends OptionKinds>(values: object, kinds: Kinds): values is Options<Kinds> {
  return Object.keys(kinds).every((name) => kinds[name] !== 'required' || name in values);
}
