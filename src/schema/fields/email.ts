import { commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { parseText } from '../text-rules.ts';

// RFC 5321, section 4.5.3.1.3 limits a path to 256 octets, including its two angle brackets.
const MAX = 254;

// The pattern for a "valid e-mail address" from the HTML standard (input type=email), with its limits for domain labels.
const ADDRESS =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

function parse(input: unknown): Parsed<string> {
  const text = parseText(input, { min: 1, max: MAX, lines: false });
  if (!text.ok || text.value === undefined) return text;
  return ADDRESS.test(text.value) ? valid(text.value) : invalid('bad-format', 'must be an e-mail address such as ada@example.com');
}

/** Creates a field for an e-mail address. Stores it as sent. Filters ignore case. */
export function email<const Options extends FieldOptions<string>>(options: OnlyOptions<Options, FieldOptions<string>>) {
  return {
    ...commonOptions<string, Options>(options),
    kind: 'email',
    parse,
    fromText: (cell) => cell,
    toText: plainText,
    jsonSchema: {
      type: 'string',
      description: 'An e-mail address. It is stored as given; case does not matter in filters.',
      format: 'email',
      pattern: ADDRESS.source,
      maxLength: MAX,
    },
    control: { type: 'line', inputType: 'email', maxLength: MAX },
    operators: ['eq', 'ne', 'prefix', 'contains', 'exists'],
    severalValues: true,
    ...keyFormat('folded-1'),
    sortKeyBytes: MAX,
    searchable: true,
  } satisfies Field<string>;
}
