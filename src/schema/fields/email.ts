import { commonOptions, type Field, type FieldOptions, invalid, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { parseText } from '../text-rules.ts';

// RFC 5321, section 4.5.3.1.3: a path has 256 octets, two of which are its angle brackets.
const MAX = 254;

// A "valid e-mail address" of the HTML standard (input type=email), with its limits for labels.
const ADDRESS =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

function parse(input: unknown): Parsed<string> {
  const text = parseText(input, { min: 1, max: MAX, lines: false });
  if (!text.ok || text.value === undefined) return text;
  return ADDRESS.test(text.value) ? valid(text.value) : invalid('bad-format', 'must be an e-mail address such as ada@example.com');
}

/** An e-mail address, stored as sent. Filters ignore its case. */
export function email<const Options extends FieldOptions<string>>(options: Options) {
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
    operators: ['eq', 'prefix', 'exists'],
    severalValues: true,
    ...keyFormat('folded-1'),
    sortKeyBytes: MAX,
    searchable: true,
  } satisfies Field<string>;
}
