import { blank, commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { isRecordId, UUID } from '../record-id.ts';
import { isBlank } from '../text-rules.ts';

declare module '../field.ts' {
  interface Controls {
    readonly reference: { readonly to: string };
  }
}

export interface ReferenceOptions extends Omit<FieldOptions<string>, 'default'> {
  /** The name of the record type to which the field refers. */
  readonly to: string;
}

const ID_LENGTH = 36;

/**
 * Creates a field for the id of a live record of another type in the same workspace. A blank text unsets the field.
 * Needs an index whose `where` is this field, to find the records that refer to a record.
 */
export function reference<const Options extends ReferenceOptions>(options: OnlyOptions<Options, ReferenceOptions>) {
  const { to } = options;

  function parse(input: unknown): Parsed<string> {
    if (typeof input !== 'string') return invalid('wrong-type', 'must be a string');
    if (isBlank(input)) return blank;
    const id = input.trim().toLowerCase();
    return isRecordId(id) ? valid(id) : invalid('bad-format', `must be the id of a record of ${to}`);
  }

  return {
    ...commonOptions<string, Options>(options),
    kind: 'reference',
    refersTo: to,
    parse,
    fromText: (cell) => cell.trim(),
    toText: plainText,
    jsonSchema: { type: 'string', pattern: UUID.source, description: `The id of a live record of \`${to}\`.` },
    control: { type: 'reference', to },
    operators: ['eq', 'ne', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: ID_LENGTH,
    searchable: false,
  } satisfies Field<string>;
}
