import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

// With the SDK's defaults a silent endpoint hangs for ever. An attempt has 2 s, the whole call with its retries 5 s.
const CONNECTION_MS = 1_000;
const ATTEMPT_MS = 2_000;
const CALL_MS = 5_000;
const ATTEMPTS = 3;

/** Read or write units that one request consumed, as DynamoDB counted them. */
export interface Usage {
  readonly kind: 'read' | 'write';
  readonly units: number;
}

/** The four requests that the service makes of DynamoDB; a role that allows them on the table and its indexes is enough. */
export interface DynamoTable {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** @throws {ConditionFailed} */
  put(item: Item, condition: Condition): Promise<void>;
  /** @returns the whole item as it is after the update. @throws {ConditionFailed} */
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
  /** The attributes to fetch; all of them if left out. They cost the same, but travel less. */
  readonly attributes?: readonly string[] | undefined;
}

export interface QueryOutput {
  readonly items: readonly Item[];
  /** The key after which there may be more; absent at the end of the range. */
  readonly last?: Item | undefined;
  readonly units: number;
}

/** The condition of a write did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  /** Whether the SDK had tried before: the failing attempt may then have met the work of one whose answer was lost. */
  readonly retried: boolean;

  constructor(retried: boolean, cause: unknown) {
    super('the condition of the write does not hold', { cause });
    this.retried = retried;
  }
}

export function createDynamoClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: ATTEMPT_MS,
    },
    ...config,
  });
  // It would make a copy of every item for a log that nobody reads.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client);
}

export interface DynamoTableOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly onUsage?: ((usage: Usage) => void) | undefined;
}

/** The table as the store uses it: bounded in time, with failures in the store's own words. */
export function createDynamoTable({ client, tableName, onUsage }: DynamoTableOptions): DynamoTable {
  const common = { TableName: tableName, ReturnConsumedCapacity: 'TOTAL' } as const;

  function count(kind: Usage['kind'], consumed: { CapacityUnits?: number | undefined } | undefined): number {
    const units = consumed?.CapacityUnits ?? 0;
    onUsage?.({ kind, units });
    return units;
  }

  return {
    async get(key) {
      const command = new GetCommand({ ...common, Key: key, ConsistentRead: true });
      const answer = await attempt('read', (options) => client.send(command, options));
      count('read', answer.ConsumedCapacity);
      return answer.Item;
    },

    async put(item, condition) {
      const command = new PutCommand({ ...common, Item: item, ...conditionOf(condition) });
      const answer = await attempt('write', (options) => client.send(command, options));
      count('write', answer.ConsumedCapacity);
    },

    async update(key, { update, ...condition }) {
      const command = new UpdateCommand({
        ...common,
        Key: key,
        UpdateExpression: update,
        ...conditionOf(condition),
        ReturnValues: 'ALL_NEW',
      });
      const answer = await attempt('write', (options) => client.send(command, options));
      count('write', answer.ConsumedCapacity);
      return answer.Attributes ?? {};
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
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        ...(attributes === undefined ? {} : { ProjectionExpression: Object.keys(projected).join(', ') }),
      });
      const answer = await attempt('read', (options) => client.send(command, options));
      return { items: answer.Items ?? [], last: answer.LastEvaluatedKey, units: count('read', answer.ConsumedCapacity) };
    },
  };
}

/** The condition of a write that is to make a new item. */
export const isNew: Condition = { condition: 'attribute_not_exists(#pk)', names: { '#pk': PARTITION_KEY }, values: {} };

/** Any key that no item has: reading it costs half a unit and shows that the table answers. */
export const nowhere: Key = { [PARTITION_KEY]: 'ready', [SORT_KEY]: 'ready' };

function conditionOf({ condition, names, values }: Condition) {
  return {
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    // DynamoDB refuses an empty map.
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

async function attempt<Answer>(kind: Usage['kind'], send: (options: { abortSignal: AbortSignal }) => Promise<Answer>): Promise<Answer> {
  // Not `AbortSignal.timeout`, whose timer outlives the call: it would hold on to all that was asked for within the last five seconds.
  const call = new AbortController();
  const timer = setTimeout(() => call.abort(), CALL_MS);
  try {
    return await send({ abortSignal: call.signal });
  } catch (error) {
    throw inOwnWords(kind, error);
  } finally {
    clearTimeout(timer);
  }
}

// Refusals before the table is touched: nothing was written.
const REFUSED = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'LimitExceededException',
  'MissingAuthenticationTokenException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'UnrecognizedClientException',
]);

function inOwnWords(kind: Usage['kind'], error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // A request that DynamoDB finds malformed is a fault of ours, not of the table.
  if (error.name === 'ValidationException') return error;
  const retried = attemptsOf(error) > 1;
  if (error.name === 'ConditionalCheckFailedException') return new ConditionFailed(retried, error);
  const outcomeUnknown = kind === 'write' && (retried || !REFUSED.has(error.name));
  return new StoreUnavailable(`the table does not answer: ${error.name}`, { outcomeUnknown, cause: error });
}

function attemptsOf(error: Error): number {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const attempts = typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? metadata.attempts : 1;
  return typeof attempts === 'number' ? attempts : 1;
}
