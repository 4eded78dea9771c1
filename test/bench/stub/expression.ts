import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What the `#name`s and `:value`s of a request's expressions stand for. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
}

export type Test = (item: Attributes, placeholders: Placeholders) => boolean;
export type Change = (item: Attributes, placeholders: Placeholders) => Attributes;

type Operand = (item: Attributes, placeholders: Placeholders) => AttributeValue | undefined;

const TOKEN = /\s*(<=|>=|<>|[=<>(),+\-[\]]|[#:]?\w+)\s*/y;
const COMPARED: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * A condition or key condition as a test of an item: comparisons, `BETWEEN`, `IN`, `attribute_exists`, `attribute_not_exists`,
 * `begins_with`, `size`, `AND`, `OR`, `NOT` and brackets. Texts are compared by UTF-16 units.
 * @throws {SyntaxError} for whatever else DynamoDB knows
 */
export function compileCondition(text: string): Test {
  const tokens = createTokens(text);
  const test = either();
  tokens.end();
  return test;

  function either(): Test {
    const tests = [both()];
    while (tokens.take('OR')) tests.push(both());
    return (item, placeholders) => tests.some((one) => one(item, placeholders));
  }

  function both(): Test {
    const tests = [single()];
    while (tokens.take('AND')) tests.push(single());
    return (item, placeholders) => tests.every((one) => one(item, placeholders));
  }

  function single(): Test {
    if (tokens.take('NOT')) {
      const test = single();
      return (item, placeholders) => !test(item, placeholders);
    }
    if (tokens.take('(')) {
      const test = either();
      tokens.expect(')');
      return test;
    }
    if (tokens.take('attribute_exists')) return exists(bracketed());
    if (tokens.take('attribute_not_exists')) {
      const test = exists(bracketed());
      return (item, placeholders) => !test(item, placeholders);
    }
    return tokens.take('begins_with') ? beginsWith(bracketed()) : comparison();
  }

  function bracketed(): Operand[] {
    tokens.expect('(');
    const operands = [operandOf(tokens)];
    while (tokens.take(',')) operands.push(operandOf(tokens));
    tokens.expect(')');
    return operands;
  }

  function comparison(): Test {
    const left = operandOf(tokens);
    if (tokens.take('IN')) return oneOf(left, bracketed());
    if (tokens.take('BETWEEN')) {
      const low = compared(left, '>=', operandOf(tokens));
      tokens.expect('AND');
      const high = compared(left, '<=', operandOf(tokens));
      return (item, placeholders) => low(item, placeholders) && high(item, placeholders);
    }
    const operator = tokens.next();
    return compared(left, operator, operandOf(tokens));
  }
}

/** `SET` of values, of other attributes and of sums of two, and `REMOVE`. @throws {SyntaxError} for whatever else DynamoDB knows */
export function compileUpdate(text: string): Change {
  const tokens = createTokens(text);
  const assignments: [name: string, value: Operand][] = [];
  const removed: string[] = [];
  if (tokens.take('SET')) {
    do {
      const name = tokens.next();
      tokens.expect('=');
      assignments.push([name, sum()]);
    } while (tokens.take(','));
  }
  if (tokens.take('REMOVE')) {
    do removed.push(tokens.next());
    while (tokens.take(','));
  }
  tokens.end();

  return (item, placeholders) => {
    const changed: Record<string, AttributeValue> = { ...item };
    for (const [name, value] of assignments) {
      const wanted = value(item, placeholders);
      if (wanted === undefined) throw new SyntaxError(`the update needs an attribute that is not there: ${text}`);
      changed[nameOf(name, placeholders)] = wanted;
    }
    for (const name of removed) delete changed[nameOf(name, placeholders)];
    return changed;
  };

  function sum(): Operand {
    const left = operandOf(tokens);
    if (!tokens.take('+')) return left;
    const right = operandOf(tokens);
    return (item, placeholders) => {
      const [a, b] = [left(item, placeholders)?.N, right(item, placeholders)?.N];
      return a === undefined || b === undefined ? undefined : { N: String(Number(a) + Number(b)) };
    };
  }
}

/** The attribute that stands in an expression as itself or as a `#name`. */
export function nameOf(written: string, { ExpressionAttributeNames = {} }: Placeholders): string {
  return ExpressionAttributeNames[written] ?? written;
}

type Tokens = ReturnType<typeof createTokens>;

function createTokens(text: string) {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) tokens.push(match[1] ?? '');
  if (tokens.join('') !== text.replaceAll(/\s/g, '')) throw new SyntaxError(`not understood: ${text}`);
  let at = 0;

  const take = (token: string) => {
    const isNext = tokens[at] === token;
    if (isNext) at++;
    return isNext;
  };
  return {
    take,
    next: () => tokens[at++] ?? '',
    expect(token: string): void {
      if (!take(token)) throw new SyntaxError(`"${token}" is missing before "${tokens.slice(at).join(' ')}": ${text}`);
    },
    end(): void {
      if (at < tokens.length) throw new SyntaxError(`not understood, from "${tokens.slice(at).join(' ')}": ${text}`);
    },
  };
}

function operandOf(tokens: Tokens): Operand {
  if (tokens.take('size')) {
    tokens.expect('(');
    const sized = operandOf(tokens);
    tokens.expect(')');
    return (item, placeholders) => sizeOf(sized(item, placeholders));
  }
  const written = tokens.next();
  if (written.startsWith(':')) return (_, { ExpressionAttributeValues = {} }) => ExpressionAttributeValues[written];
  const attribute: Operand = (item, placeholders) => item[nameOf(written, placeholders)];
  if (!tokens.take('[')) return attribute;
  const index = Number(tokens.next());
  tokens.expect(']');
  return (item, placeholders) => attribute(item, placeholders)?.L?.[index];
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  const sized = value?.S ?? value?.L;
  return sized === undefined ? undefined : { N: String(sized.length) };
}

function exists([operand]: readonly Operand[]): Test {
  return (item, placeholders) => operand?.(item, placeholders) !== undefined;
}

function beginsWith([operand, prefix]: readonly Operand[]): Test {
  return (item, placeholders) => operand?.(item, placeholders)?.S?.startsWith(prefix?.(item, placeholders)?.S ?? '') ?? false;
}

function oneOf(left: Operand, choices: readonly Operand[]): Test {
  const tests = choices.map((choice) => compared(left, '=', choice));
  return (item, placeholders) => tests.some((test) => test(item, placeholders));
}

function compared(left: Operand, operator: string, right: Operand): Test {
  const holds = COMPARED[operator];
  if (holds === undefined) throw new SyntaxError(`"${operator}" is no comparison`);
  return (item, placeholders) => {
    const order = orderOf(left(item, placeholders), right(item, placeholders));
    // What is not there, or of another kind, is neither less nor more nor equal.
    return order === undefined ? operator === '<>' : holds(order);
  };
}

function orderOf(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.S !== undefined && b?.S !== undefined) return a.S < b.S ? -1 : Number(a.S > b.S);
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  return undefined;
}
