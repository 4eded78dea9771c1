import { commonOptions, type Field, type FieldOptions, invalid, type Parsed, valid } from '../field.ts';
import { parseText } from '../text-rules.ts';

export interface UrlOptions extends FieldOptions<string> {
  /** In Unicode code points. */
  readonly max: number;
}

/** An absolute http(s) URL (WHATWG URL standard), kept as given. */
export function url<const Options extends UrlOptions>(options: Options) {
  const { max } = options;

  function parse(input: unknown): Parsed<string> {
    const text = parseText(input, { min: 1, max, lines: false });
    if (!text.ok || text.value === undefined) return text;
    return isWebAddress(text.value) ? text : invalid('bad-format', 'must be a web address such as https://example.com/');
  }

  return {
    ...commonOptions<string, Options>(options),
    kind: 'url',
    parse,
    fromText: (cell) => cell,
    toText: (value) => value,
    jsonSchema: { type: 'string', format: 'uri', maxLength: max },
    control: { type: 'line', inputType: 'url', maxLength: max },
    operators: ['eq', 'prefix', 'exists'],
    severalValues: false,
    terms: (value) => [value],
    searchable: true,
  } satisfies Field<string>;
}

/** Whether the text is an http(s) URL; the two slashes, which the WHATWG parser does without, are asked for. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/\\]\S*$/i.test(text) && URL.canParse(text);
}
