import { commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';

export interface NumberOptions extends FieldOptions<number> {
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
}

// JSON.parse rounds integers beyond ±(2^53 − 1). DynamoDB's documented limit for small numbers is 1e-130.
const LARGEST = Number.MAX_SAFE_INTEGER;
const SMALLEST = 1e-130;

// No two adjacent groups match the same digits. If they did, a long cell would take quadratic time.
const NUMBER = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i;

/** Creates a field for finite numbers. Accepts only numbers that the table stores exactly. */
export function number<const Options extends NumberOptions>(options: OnlyOptions<Options, NumberOptions>) {
  const { integer = false, min = -LARGEST, max = LARGEST } = options;

  function parse(input: unknown): Parsed<number> {
    if (typeof input !== 'number' || Number.isNaN(input)) return invalid('wrong-type', 'must be a number');
    if (integer && !Number.isInteger(input)) return invalid('not-an-integer', 'must be a whole number');
    if (input < min) return invalid('too-small', `must be at least ${min}`);
    if (input > max) return invalid('too-large', `must be at most ${max}`);
    if (input !== 0 && Math.abs(input) < SMALLEST) return invalid('too-small', `must be 0, or at least ${SMALLEST} from 0`);
    return valid(input === 0 ? 0 : input);
  }

  return {
    ...commonOptions<number, Options>(options),
    kind: 'number',
    contradiction: contradictionOf({ integer, min, max }),
    parse,
    fromText: (cell) => (NUMBER.test(cell) ? Number(cell) : cell),
    toText: plainText,
    jsonSchema: { type: integer ? 'integer' : 'number', minimum: min, maximum: max },
    control: {
      type: 'number',
      step: integer ? 1 : 'any',
      ...(options.min === undefined ? {} : { min }),
      ...(options.max === undefined ? {} : { max }),
    },
    operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists'],
    severalValues: true,
    ...keyFormat('number-1'),
    sortKeyBytes: 16,
    searchable: false,
  } satisfies Field<number>;
}

function contradictionOf({ integer, min, max }: { integer: boolean; min: number; max: number }): string | undefined {
  const isExact = [min, max].every((bound) => Math.abs(bound) <= LARGEST);
  if (!isExact) return `has a bound beyond ±${LARGEST}, where numbers in JSON are not exact; move it`;
  const isEmpty = integer ? Math.ceil(min) > Math.floor(max) : min > max;
  return isEmpty
    ? `has no ${integer ? 'whole ' : ''}number from its "min" of ${min} to its "max" of ${max}; change one of them`
    : undefined;
}
