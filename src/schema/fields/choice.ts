import { choiceFor } from '../choice-words.ts';
import { blank, commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { isBlank } from '../text-rules.ts';

export interface ChoiceOptions<Choice extends string> extends FieldOptions<Choice> {
  readonly choices: readonly Choice[];
  /** Former choices. Records keep them and filters accept them, but a write cannot set them. */
  readonly retired?: readonly string[];
  /** The choice of a record that is done. The UI shows a checkbox for it, and such a record is never overdue. */
  readonly done?: NoInfer<Choice>;
}

type RetiredOf<Options> = Options extends { readonly retired: readonly (infer Retired extends string)[] } ? Retired : never;

const CHOICE_LENGTH = 100;
const CHOICE_SHAPE = /^[^\s,;\p{Cc}]+$/u;

/**
 * Creates a field for one of a fixed list of words. A blank text unsets the field.
 * The type of its values has no name, because the compiler's messages would show the name instead of the words.
 */
export function choice<const Choice extends string, const Options extends ChoiceOptions<Choice>>(
  options: OnlyOptions<Options, ChoiceOptions<Choice>> & { readonly choices: readonly Choice[] },
) {
  const { choices, retired = [], done } = options;
  const stored: readonly string[] = [...choices, ...retired];

  function parseAmong(words: readonly string[], input: unknown): Parsed<Choice | RetiredOf<Options>> {
    if (typeof input === 'string' && isBlank(input)) return blank;
    return isAmong<Choice | RetiredOf<Options>>(words, input)
      ? valid(input)
      : invalid('not-a-choice', `must be one of ${words.join(', ')}`);
  }

  return {
    ...commonOptions<Choice | RetiredOf<Options>, Options>(options),
    kind: 'choice',
    contradiction: contradictionOf(choices, stored, done),
    parse: (input) => parseAmong(choices, input),
    parseOperand: (input) => parseAmong(stored, input),
    parseStored: (input) => parseAmong(stored, input),
    fromText: (text) => text.trim(),
    // Former choices are not guessed: a write cannot set them.
    fromCell: (cell) => (stored.includes(cell.trim()) ? cell.trim() : (choiceFor(choices, cell) ?? cell.trim())),
    toText: plainText,
    jsonSchema: {
      type: 'string',
      enum: stored,
      ...(retired.length === 0 ? {} : { description: `Retired, so kept but no longer chosen: ${retired.join(', ')}.` }),
    },
    control: { type: 'select', choices, ...(retired.length === 0 ? {} : { retired }), ...(done === undefined ? {} : { done }) },
    arranges: 'board',
    operators: ['eq', 'ne', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: CHOICE_LENGTH * 4,
    searchable: false,
  } satisfies Field<Choice | RetiredOf<Options>>;
}

function isAmong<Word extends string>(words: readonly string[], input: unknown): input is Word {
  return words.some((word) => word === input);
}

function contradictionOf(choices: readonly string[], stored: readonly string[], done: string | undefined): string | undefined {
  if (choices.length === 0) return 'has no choices; add at least one';
  if (done !== undefined && !choices.includes(done)) return `is done with "${done}", which is not a choice; add it or correct "done"`;
  if (done !== undefined && choices.length === 1) return 'has no choice for records that are not done; add one or remove "done"';
  const invalidChoice = stored.find((word) => !CHOICE_SHAPE.test(word) || word.length > CHOICE_LENGTH);
  if (invalidChoice !== undefined)
    return `has the choice "${invalidChoice}", which must have 1 to ${CHOICE_LENGTH} characters without blanks, commas and semicolons; rename it`;
  const twice = stored.find((word, index) => stored.indexOf(word) !== index);
  return twice === undefined ? undefined : `has the choice "${twice}" twice; remove one`;
}
