import { commonOptions, type Field, type FieldOptions, invalid, valid } from '../field.ts';

/** `true` or `false`. */
export function boolean<const Options extends FieldOptions<boolean>>(options: Options) {
  return {
    ...commonOptions<boolean, Options>(options),
    kind: 'boolean',
    parse: (input) => (typeof input === 'boolean' ? valid(input) : invalid('wrong-type', 'must be true or false')),
    fromText: (cell) => ({ true: true, false: false })[cell.trim().toLowerCase()] ?? cell,
    toText: String,
    jsonSchema: { type: 'boolean' },
    control: { type: 'checkbox' },
    operators: ['eq', 'exists'],
    severalValues: true,
    terms: (value) => [String(value)],
    sortKey: (value) => (value ? '1' : '0'),
    sortKeyBytes: 1,
    searchable: false,
  } satisfies Field<boolean>;
}
