import { blank, commonOptions, type Field, type FieldOptions, invalid, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { isBlank } from '../text-rules.ts';

export interface ChoiceOptions<Choice extends string> extends FieldOptions<Choice> {
  readonly choices: readonly Choice[];
}

const CHOICE_LENGTH = 100;
const CHOICE_SHAPE = /^[^\s,;\p{Cc}]+$/u;

/** One of a fixed list of words. A blank text is unset. */
export function choice<const Choice extends string, const Options extends ChoiceOptions<Choice>>(
  options: Options & { readonly choices: readonly Choice[] },
) {
  const { choices } = options;

  function parse(input: unknown): Parsed<Choice> {
    const found = choices.find((word) => word === input);
    return found === undefined ? invalid('not-a-choice', `must be one of ${choices.join(', ')}`) : valid(found);
  }

  return {
    ...commonOptions<Choice, Options>(options),
    kind: 'choice',
    contradiction: contradictionOf(choices),
    parse: (input) => (typeof input === 'string' && isBlank(input) ? blank : parse(input)),
    fromText: (cell) => cell.trim(),
    toText: plainText,
    jsonSchema: { type: 'string', enum: choices },
    control: { type: 'select', choices },
    operators: ['eq', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: CHOICE_LENGTH * 4,
    searchable: false,
  } satisfies Field<Choice>;
}

function contradictionOf(choices: readonly string[]): string | undefined {
  if (choices.length === 0) return 'has no choices; add at least one';
  const invalidChoice = choices.find((word) => !CHOICE_SHAPE.test(word) || word.length > CHOICE_LENGTH);
  if (invalidChoice !== undefined)
    return `has the choice "${invalidChoice}", which must have 1 to ${CHOICE_LENGTH} characters without blanks, commas and semicolons; rename it`;
  const twice = choices.find((word, index) => choices.indexOf(word) !== index);
  return twice === undefined ? undefined : `has the choice "${twice}" twice; remove one`;
}
