import validations, { type ExpressionRequest } from 'dynalite/validations/index.js';

/** The maximum number of cached shapes. The service uses a few dozen. */
const MAX_SHAPES = 200;

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;
/** The properties to which dynalite writes the parsed expressions. */
const PARSED = ['_updates', '_condition', '_keyCondition', '_filter', '_projection'] as const;

/** Do not cache these: dynalite's checks depend on the values. */
const CHECKS_VALUES = /between|attribute_type/i;

type Values = Readonly<Record<string, object>>;

/** Stands for a value in a parsed expression. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Makes dynalite parse each shape of expressions only once, because parsing takes longer than the operation itself.
 * Requests have the same shape if only their values differ.
 */
export function cacheParsedExpressions(): void {
  const parse = validations.validateExpressions;
  const shapes = new Map<string, unknown>();

  function remember(shape: string, parsed: unknown): void {
    const [oldest] = shapes.keys();
    if (shapes.size >= MAX_SHAPES && oldest !== undefined) shapes.delete(oldest);
    shapes.set(shape, parsed);
  }

  validations.validateExpressions = (request) => {
    const texts = EXPRESSIONS.map((name) => request[name]);
    if (CHECKS_VALUES.test(texts.join(' '))) return parse(request);
    const values = request.ExpressionAttributeValues ?? {};
    const shape = shapeOf(texts, request.ExpressionAttributeNames, values);
    const known = shapes.get(shape);
    const fault = known === undefined ? parse(request) : faultOf(values);
    if (fault !== undefined) return fault;
    shapes.delete(shape);
    remember(shape, known ?? withPlaceholders(request, values));
    if (known !== undefined) Object.assign(request, withValues(known, values));
    return undefined;
  };
}

function shapeOf(texts: readonly (string | undefined)[], names: object | undefined, values: Values): string {
  const types = Object.entries(values).map(([name, value]) => [name, ...Object.keys(value)]);
  return JSON.stringify([texts, names, types]);
}

function faultOf(values: Values): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    const fault = validations.validateAttributeValue(value);
    if (fault !== undefined) return `ExpressionAttributeValues contains invalid value: ${fault} for key ${name}`;
  }
  return undefined;
}

function withPlaceholders(request: ExpressionRequest, values: Values): unknown {
  const names = new Map(Object.entries(values).map(([name, value]): [unknown, Placeholder] => [value, new Placeholder(name)]));
  return copy(Object.fromEntries(PARSED.map((name) => [name, request[name]])), (node) => names.get(node));
}

function withValues(parsed: unknown, values: Values): unknown {
  return copy(parsed, (node) => (node instanceof Placeholder ? values[node.name] : undefined));
}

/** Copies a parsed expression for each request, because dynalite's actions change it. */
function copy(node: unknown, replacement: (node: object) => object | undefined): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const replaced = replacement(node);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(node)) return node.map((item) => copy(item, replacement));
  const copied: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(node)) copied[name] = copy(value, replacement);
  return copied;
}
