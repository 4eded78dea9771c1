import { commonOptions, type Fault, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed } from '../field.ts';
import { keyFormat, LIST_SEPARATOR, plainText } from '../key-format.ts';
import { isBlank, lengthFault, parseText, textPattern } from '../text-rules.ts';

export interface TextListOptions extends FieldOptions<readonly string[]> {
  readonly maxItems: number;
  /** Maximum length of an item, in Unicode code points after trimming. */
  readonly maxLength: number;
}

/** Creates a field for a list of distinct texts. Keeps the order of the request. An empty list unsets the field. */
export function textList<const Options extends TextListOptions>(options: OnlyOptions<Options, TextListOptions>) {
  const { maxItems, maxLength } = options;

  function parse(input: unknown): Parsed<readonly string[]> {
    if (!Array.isArray(input)) return invalid('wrong-type', 'must be a list of strings');
    if (input.length > maxItems) return invalid('too-many', `must have at most ${maxItems} items; it has ${input.length}`);
    const seen = new Set<string>();
    const faults: Fault[] = [];
    input.forEach((item: unknown, index) => {
      const parsed = parseItem(item, maxLength);
      if (!parsed.ok) faults.push(...parsed.faults.map((fault) => ({ ...fault, path: `/${index}` })));
      else if (seen.has(parsed.value)) faults.push({ code: 'duplicate', detail: `must not repeat "${parsed.value}"`, path: `/${index}` });
      else seen.add(parsed.value);
    });
    if (faults.length > 0) return { ok: false, faults };
    return { ok: true, value: seen.size === 0 ? undefined : [...seen] };
  }

  return {
    ...commonOptions<readonly string[], Options>(options),
    kind: 'text-list',
    contradiction: contradictionOf(options),
    parse,
    fromText: (cell) => (isBlank(cell) ? [] : cell.split(LIST_SEPARATOR)),
    toText: plainText,
    jsonSchema: {
      type: 'array',
      description: `Distinct texts without "${LIST_SEPARATOR}", in the given order. An empty list means not set.`,
      maxItems,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength, pattern: textPattern({ lines: false, without: LIST_SEPARATOR }) },
    },
    control: { type: 'list', maxItems, maxLength },
    operators: ['eq', 'ne', 'exists'],
    severalValues: true,
    ...keyFormat('list-1'),
    searchable: false,
  } satisfies Field<readonly string[]>;
}

function contradictionOf({ maxItems, maxLength, unique }: TextListOptions): string | undefined {
  if (unique === true) return 'cannot be unique, because a list has several values; remove "unique"';
  return lengthFault('maxItems', maxItems) ?? lengthFault('maxLength', maxLength);
}

function parseItem(item: unknown, maxLength: number): { ok: true; value: string } | { ok: false; faults: readonly Fault[] } {
  const parsed = parseText(item, { min: 1, max: maxLength, lines: false });
  if (!parsed.ok) return parsed;
  if (parsed.value === undefined) return invalid('too-short', 'must not be blank');
  if (parsed.value.includes(LIST_SEPARATOR))
    return invalid('bad-characters', `must not contain "${LIST_SEPARATOR}", which separates list items in CSV`);
  return { ok: true, value: parsed.value };
}
