import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { createRetries, type Send } from './retries.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

// With the SDK's defaults, a request never ends if the endpoint does not respond. The store has shorter timeouts (`retries.ts`).
const SILENCE_MS = 5_000;

/** Read or write units of one request, as reported by DynamoDB. */
export interface Usage {
  readonly kind: 'read' | 'write';
  readonly units: number;
}

/** The five requests that the service sends to DynamoDB. Its role needs no other permissions on the table and its indexes. */
export interface DynamoTable {
  /** Reads an item. Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Reads the existing items with these keys, in any order. Sends one request per 100 keys. Strongly consistent. */
  getMany(keys: readonly Key[]): Promise<readonly Item[]>;
  /** Creates or replaces an item. @throws {ConditionFailed} */
  put(item: Item, condition?: Condition): Promise<void>;
  /** Changes an item. @returns the whole item after the update. @throws {ConditionFailed} */
  update(key: Key, update: Update): Promise<Item>;
  query(input: QueryInput): Promise<QueryOutput>;
}

export interface Condition {
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Update extends Condition {
  readonly update: string;
}

export interface QueryInput extends Condition {
  readonly index?: string | undefined;
  readonly descending: boolean;
  readonly limit?: number | undefined;
  readonly consistent: boolean;
  readonly after?: Item | undefined;
  /** The attributes to fetch. Default: all. Fewer attributes cost the same units, but fewer bytes. */
  readonly attributes?: readonly string[] | undefined;
}

export interface QueryOutput {
  readonly items: readonly Item[];
  /** The key after which more items may follow; absent at the end of the range. */
  readonly last?: Item | undefined;
  readonly units: number;
}

/** Disables the retries of the SDK. Its standard strategy would count and wait even with a single attempt. */
const NO_RETRIES = {
  mode: 'none',
  retry: async <Args, Result>(next: (args: Args) => Promise<Result>, args: Args) => await next(args),
};

/** Creates a DynamoDB client with timeouts and without retries, because the store retries requests (`retries.ts`). */
export function createDynamoClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({
    ...(config.maxAttempts === undefined ? { retryStrategy: NO_RETRIES } : {}),
    requestHandler: {
      requestTimeout: SILENCE_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
    },
    ...config,
  });
  // The logger middleware copies every item, even if no logger is set.
  client.middlewareStack.remove('loggerMiddleware');
  // Runs before the SDK parses the response, because the SDK would read an empty response as "no such item".
  client.middlewareStack.add((next) => async (request) => wholeAnswer(await next(request)), {
    step: 'deserialize',
    priority: 'low',
    name: 'wholeAnswer',
  });
  return client;
}

/** Throws if the response has no body. DynamoDB always responds with JSON, at least `{}`, so an empty body was lost in transit. */
function wholeAnswer<Result extends { readonly response: unknown }>(result: Result): Result {
  const { headers = {} }: { headers?: object } = typeof result.response === 'object' && result.response !== null ? result.response : {};
  if ('content-length' in headers && headers['content-length'] === '0') throw new Error('the answer is not whole');
  return result;
}

export interface DynamoTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly onUsage?: ((usage: Usage) => void) | undefined;
  /** Returns the milliseconds that remain for the current request. Default: only the limits in `retries.ts` apply. */
  readonly timeLeft?: (() => number) | undefined;
}

interface Capacity {
  readonly CapacityUnits?: number | undefined;
}

interface Answered {
  readonly ConsumedCapacity?: Capacity | readonly Capacity[] | undefined;
}

/** DynamoDB's limit for one BatchGetItem. */
const MAX_KEYS = 100;

/** Creates the table for the store, with time limits, retries and the store's own errors. */
export function createDynamoTable({
  client,
  tableName,
  onUsage,
  timeLeft = () => Number.POSITIVE_INFINITY,
}: DynamoTableOptions): DynamoTable {
  const documents = DynamoDBDocumentClient.from(client);
  const common = { TableName: tableName, ReturnConsumedCapacity: 'TOTAL' } as const;
  const retry = createRetries({ timeLeft });

  async function ask<Answer extends Answered>(kind: Usage['kind'], send: Send<Answer>): Promise<Answer> {
    const answer = await retry(kind, send);
    onUsage?.({ kind, units: unitsOf(answer) });
    return answer;
  }

  return {
    async get(key) {
      const command = new GetCommand({ ...common, Key: key, ConsistentRead: true });
      const { Item: item } = await ask('read', (options) => documents.send(command, options));
      return item;
    },

    async getMany(keys) {
      const items: Item[] = [];
      let waiting = distinct(keys);
      while (waiting.length > 0) {
        const asked = waiting.slice(0, MAX_KEYS);
        const command = new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: [...asked], ConsistentRead: true } },
          ReturnConsumedCapacity: 'TOTAL',
        });
        const { Responses, UnprocessedKeys } = await ask('read', (options) => documents.send(command, options));
        items.push(...(Responses?.[tableName] ?? []));
        // DynamoDB does not process keys beyond 16 MB of items, or beyond the capacity of the table.
        const left = UnprocessedKeys?.[tableName]?.Keys ?? [];
        if (left.length >= asked.length) throw new StoreUnavailable('the table reads none of several items', { outcomeUnknown: false });
        waiting = [...asked.filter((key) => left.some((unread) => isSameKey(unread, key))), ...waiting.slice(MAX_KEYS)];
      }
      return items;
    },

    async put(item, condition) {
      const command = new PutCommand({ ...common, Item: { ...item }, ...conditionOf(condition) });
      await ask('write', (options) => documents.send(command, options));
    },

    async update(key, { update, ...condition }) {
      const command = new UpdateCommand({
        ...common,
        Key: key,
        UpdateExpression: update,
        ...conditionOf(condition),
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes: item = {} } = await ask('write', (options) => documents.send(command, options));
      return item;
    },

    async query({ index, descending, limit, consistent, after, attributes, condition, names, values }) {
      const projected = Object.fromEntries((attributes ?? []).map((name, n) => [`#p${n}`, name]));
      const command = new QueryCommand({
        ...common,
        KeyConditionExpression: condition,
        ExpressionAttributeNames: { ...names, ...projected },
        ExpressionAttributeValues: values,
        ScanIndexForward: !descending,
        ConsistentRead: consistent,
        ...(index === undefined ? {} : { IndexName: index }),
        ...(limit === undefined ? {} : { Limit: limit }),
        ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
        ...(attributes === undefined ? {} : { ProjectionExpression: Object.keys(projected).join(', ') }),
      });
      const answer = await ask('read', (options) => documents.send(command, options));
      return { items: answer.Items ?? [], last: answer.LastEvaluatedKey, units: unitsOf(answer) };
    },
  };
}

/** The condition of a write that creates an item. */
export const isNew: Condition = { condition: 'attribute_not_exists(#pk)', names: { '#pk': PARTITION_KEY }, values: {} };

function conditionOf(guard: Condition | undefined) {
  if (guard === undefined) return {};
  const { condition, names, values } = guard;
  return {
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    // DynamoDB rejects an empty map.
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: { ...values } }),
  };
}

function unitsOf({ ConsumedCapacity = [] }: Answered): number {
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

/** Removes duplicates, because DynamoDB rejects a request that contains the same key twice. */
function distinct(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
}

function isSameKey(item: Item, { pk, sk }: Key): boolean {
  return item[PARTITION_KEY] === pk && item[SORT_KEY] === sk;
}
