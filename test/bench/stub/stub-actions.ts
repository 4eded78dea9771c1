import type {
  CreateTableCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Attributes, compileCondition, compileUpdate, nameOf, type Placeholders } from './expression.ts';
import { createStubTable, type StubTable } from './stub-table.ts';

export class ConditionFailed extends Error {}

interface Conditional extends Placeholders {
  readonly ConditionExpression?: string | undefined;
}

/** Items of a page without a limit of its own; DynamoDB's ends at 1 MB. */
const LARGEST_PAGE = 1_000;

/**
 * DynamoDB's actions, as far as a service of records needs them, by name and JSON.
 * @throws {ConditionFailed} @throws {SyntaxError} {RangeError} for what the stub does not know
 */
export function createStubActions(): (action: string, body: string) => object {
  const tables = new Map<string, StubTable>();
  const condition = remembered(compileCondition);
  const update = remembered(compileUpdate);

  return function act(action, body) {
    switch (action) {
      case 'GetItem':
        return getItem(JSON.parse(body));
      case 'PutItem':
        return putItem(JSON.parse(body));
      case 'UpdateItem':
        return updateItem(JSON.parse(body));
      case 'Query':
        return query(JSON.parse(body));
      case 'CreateTable':
        return create(JSON.parse(body));
      case 'DescribeTable':
        return { Table: { TableStatus: 'ACTIVE' } };
      case 'UpdateTimeToLive':
        return {};
      default:
        throw new RangeError(`the stub knows no ${action}`);
    }
  };

  function create(input: CreateTableCommandInput): object {
    tables.set(input.TableName ?? '', createStubTable(input));
    return {};
  }

  function getItem(input: GetItemCommandInput): object {
    const Item = tableOf(input).get(input.Key ?? {});
    return { ...(Item === undefined ? {} : { Item }), ...charge(input) };
  }

  function putItem({ Item = {}, ...input }: PutItemCommandInput): object {
    const table = tableOf(input);
    check(table.get(Item), input);
    table.put(Item);
    return charge(input);
  }

  function updateItem({ Key = {}, UpdateExpression = '', ...input }: UpdateItemCommandInput): object {
    const table = tableOf(input);
    const current = table.get(Key);
    check(current, input);
    const item = update(UpdateExpression)(current ?? Key, input);
    table.put(item);
    return { ...(input.ReturnValues === 'ALL_NEW' ? { Attributes: item } : {}), ...charge(input) };
  }

  function query({ IndexName, KeyConditionExpression = '', ...input }: QueryCommandInput): object {
    const table = tableOf(input);
    const test = condition(KeyConditionExpression);
    const { items, last } = table.range({
      index: IndexName,
      partition: equalTo(table.partitionKey(IndexName), KeyConditionExpression, input),
      descending: input.ScanIndexForward === false,
      limit: input.Limit ?? LARGEST_PAGE,
      after: input.ExclusiveStartKey,
      matches: (item) => test(item, input),
    });
    const Items = input.ProjectionExpression === undefined ? items : items.map(projection(input.ProjectionExpression, input));
    const more = last === undefined ? {} : { LastEvaluatedKey: last };
    return { Items, Count: items.length, ScannedCount: items.length, ...more, ...charge(input) };
  }

  function tableOf({ TableName = '' }: { readonly TableName?: string | undefined }): StubTable {
    const table = tables.get(TableName);
    if (table === undefined) throw new RangeError(`there is no table ${TableName}`);
    return table;
  }

  function check(current: Attributes = {}, input: Conditional): void {
    const { ConditionExpression } = input;
    if (ConditionExpression === undefined || condition(ConditionExpression)(current, input)) return;
    throw new ConditionFailed('The conditional request failed');
  }
}

/** A function of texts of which there are few, for the second time and all that follow. */
function remembered<Result>(make: (text: string) => Result): (text: string) => Result {
  const made = new Map<string, Result>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const result = make(text);
    made.set(text, result);
    return result;
  };
}

function charge({ TableName, ReturnConsumedCapacity }: Pick<GetItemCommandInput, 'TableName' | 'ReturnConsumedCapacity'>): object {
  return ReturnConsumedCapacity === 'TOTAL' ? { ConsumedCapacity: { TableName, CapacityUnits: 1 } } : {};
}

/** The value that a key condition wants an attribute to have. */
function equalTo(attribute: string, expression: string, placeholders: Placeholders): string {
  for (const [, name = '', value = ''] of expression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    if (nameOf(name, placeholders) === attribute) return placeholders.ExpressionAttributeValues?.[value]?.S ?? '';
  }
  throw new SyntaxError(`a partition is missing: ${expression}`);
}

function projection(expression: string, placeholders: Placeholders): (item: Attributes) => Attributes {
  const names = expression.split(',').map((written) => nameOf(written.trim(), placeholders));
  return (item) => Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
