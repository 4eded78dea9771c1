import { commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';

/** Creates a field for `true` or `false`. */
export function boolean<const Options extends FieldOptions<boolean>>(options: OnlyOptions<Options, FieldOptions<boolean>>) {
  return {
    ...commonOptions<boolean, Options>(options),
    kind: 'boolean',
    parse: (input) => (typeof input === 'boolean' ? valid(input) : invalid('wrong-type', 'must be true or false')),
    fromText: (cell) => ({ true: true, false: false })[cell.trim().toLowerCase()] ?? cell,
    fromCell: (cell) => ({ true: true, yes: true, false: false, no: false })[cell.trim().toLowerCase()] ?? cell,
    toText: plainText,
    jsonSchema: { type: 'boolean' },
    control: { type: 'checkbox' },
    operators: ['eq', 'ne', 'exists'],
    severalValues: true,
    ...keyFormat('boolean-1'),
    sortKeyBytes: 1,
    searchable: false,
  } satisfies Field<boolean>;
}
