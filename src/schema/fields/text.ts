import { commonOptions, type Field, type FieldOptions, type OnlyOptions } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { textSortKeyBytes } from '../text-order.ts';
import { lengthContradiction, parseText, textPattern } from '../text-rules.ts';

export interface TextOptions extends FieldOptions<string> {
  /** Minimum length, in Unicode code points after trimming. Default: 1. */
  readonly min?: number;
  /** Maximum length, in Unicode code points after trimming. */
  readonly max: number;
  /** Allows line breaks; the form shows several lines. */
  readonly lines?: boolean;
  /** The keyboard that a phone shows. */
  readonly inputType?: 'text' | 'tel';
}

/** Creates a field for text. Trims the text. A blank text unsets the field. */
export function text<const Options extends TextOptions>(options: OnlyOptions<Options, TextOptions>) {
  const { min = 1, max, lines = false, inputType = 'text' } = options;
  return {
    ...commonOptions<string, Options>(options),
    kind: 'text',
    contradiction: lengthContradiction({ min, max }),
    parse: (input) => parseText(input, { min, max, lines }),
    fromText: (cell) => cell,
    toText: plainText,
    jsonSchema: {
      type: 'string',
      description: `${lines ? 'Text with line breaks' : 'Text on one line'}, trimmed. Blank means not set.`,
      minLength: min,
      maxLength: max,
      pattern: textPattern({ lines }),
    },
    control: lines ? { type: 'lines', maxLength: max } : { type: 'line', inputType, maxLength: max },
    operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'prefix', 'contains', 'exists'],
    severalValues: false,
    ...keyFormat('text-1'),
    sortKeyBytes: textSortKeyBytes(max),
    searchable: true,
  } satisfies Field<string>;
}
