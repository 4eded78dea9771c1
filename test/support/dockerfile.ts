import { DockerfileParser, type ModifiableInstruction, type Instruction as ParsedInstruction } from 'dockerfile-ast';

export interface Instruction {
  readonly keyword: string;
  /** `from` and `build` of `--from=build`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows them, continued lines as one. */
  readonly text: string;
}

export function instructionsOf(dockerfile: string): Instruction[] {
  return DockerfileParser.parse(dockerfile)
    .getInstructions()
    .map((instruction) => ({
      keyword: instruction.getKeyword(),
      flags: isModifiable(instruction)
        ? Object.fromEntries(instruction.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? '']))
        : {},
      text: (instruction.getArgumentsContent() ?? '').replaceAll(/\\\n\s*/g, ' '),
    }));
}

function isModifiable(instruction: ParsedInstruction): instruction is ModifiableInstruction {
  return 'getFlags' in instruction;
}

/** A command as a process gets it: a JSON list as it stands, anything else through a shell. */
export function commandOf(text: string): string[] {
  if (!text.startsWith('[')) return ['sh', '-c', text];
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words)) throw new TypeError(`no list of words: ${text}`);
  return words.map(String);
}

/** Whether a file of the context is sent to the build, by a `.dockerignore` that leaves out everything and lets single paths in. */
export function createContextFilter(dockerignore: string): (path: string) => boolean {
  const rules = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [everything, ...exceptions] = rules;
  if (everything !== '*' || exceptions.some((rule) => !/^![\w./-]+$/.test(rule)))
    throw new Error('this form of .dockerignore is not understood');
  const allowed = exceptions.map((rule) => rule.slice(1));
  return (path) => allowed.some((name) => path === name || path.startsWith(`${name}/`));
}
