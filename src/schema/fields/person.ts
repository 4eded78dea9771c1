import { blank, commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { codePointLength, isBlank } from '../text-rules.ts';

declare module '../field.ts' {
  interface Controls {
    readonly person: object;
  }
}

/** The word for the caller, in values and in filters. */
export const ME = 'me';

const MAX_LENGTH = 128;

function parse(input: unknown): Parsed<string> {
  if (typeof input !== 'string') return invalid('wrong-type', 'must be a string');
  if (isBlank(input)) return blank;
  const id = input.trim();
  return codePointLength(id) <= MAX_LENGTH ? valid(id) : invalid('too-long', `must be at most ${MAX_LENGTH} characters long`);
}

/** Creates a field for the id of a person in the workspace. `me` means the caller. */
export function person<const Options extends Omit<FieldOptions<string>, 'default'>>(
  options: OnlyOptions<Options, Omit<FieldOptions<string>, 'default'>>,
) {
  return {
    ...commonOptions<string, Options>(options),
    kind: 'person',
    refersTo: 'people',
    parse,
    resolve: (input, me) => (typeof input === 'string' && input.trim() === ME ? me : input),
    fromText: (cell) => cell.trim(),
    toText: plainText,
    jsonSchema: {
      type: 'string',
      description: 'The id of a person in the workspace, or `me` for the caller.',
      minLength: 1,
      maxLength: MAX_LENGTH,
    },
    operandNote: '`me` is the caller.',
    control: { type: 'person' },
    operators: ['eq', 'ne', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: 4 * MAX_LENGTH,
    searchable: false,
  } satisfies Field<string>;
}
