import { commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { lengthFault, parseText } from '../text-rules.ts';

export interface UrlOptions extends FieldOptions<string> {
  /** Maximum length, in Unicode code points. */
  readonly max: number;
}

// Checked in addition to the WHATWG standard. The JSON Schema format `uri` means RFC 3986, which allows only ASCII letters.
const WEB_ADDRESS = '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/\\\\\\x00-\\x1f\\x7f-\\x9f][^\\s\\x00-\\x1f\\x7f-\\x9f]*$';
const IS_WEB_ADDRESS = new RegExp(WEB_ADDRESS);

/** Creates a field for an absolute http or https URL (WHATWG URL standard). Stores it as sent. */
export function url<const Options extends UrlOptions>(options: OnlyOptions<Options, UrlOptions>) {
  const { max } = options;

  function parse(input: unknown): Parsed<string> {
    const text = parseText(input, { min: 1, max, lines: false });
    if (!text.ok || text.value === undefined) return text;
    return isWebAddress(text.value) ? text : invalid('bad-format', 'must be an http or https URL such as https://example.com/');
  }

  return {
    ...commonOptions<string, Options>(options),
    kind: 'url',
    contradiction: lengthFault('max', max),
    parse,
    fromText: (cell) => cell,
    toText: plainText,
    jsonSchema: {
      type: 'string',
      description: 'An absolute http or https URL. It is stored as given.',
      pattern: WEB_ADDRESS,
      maxLength: max,
    },
    control: { type: 'line', inputType: 'url', maxLength: max },
    operators: ['eq', 'ne', 'prefix', 'contains', 'exists'],
    severalValues: false,
    ...keyFormat('unordered-1'),
    searchable: true,
  } satisfies Field<string>;
}

/** Checks for an http or https URL. The WHATWG parser accepts URLs without the two slashes; this service does not. */
function isWebAddress(text: string): boolean {
  return IS_WEB_ADDRESS.test(text) && URL.canParse(text);
}
