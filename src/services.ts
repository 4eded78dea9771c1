import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Config, TrustProxy } from './config.ts';
import type { Identify } from './identity/caller.ts';
import type { Logger } from './observability/logger.ts';
import type { RequestMetrics } from './observability/metrics.ts';
import { createUsageMeter, type UsageMeter } from './observability/usage-meter.ts';
import { createPeople, type People } from './people/people.ts';
import { recordTypes } from './records/index.ts';
import { checkDefinitions } from './schema/definition-faults.ts';
import type { RecordType } from './schema/record-type.ts';
import { createCatalogReader } from './store/catalog.ts';
import { createDynamoClient, createDynamoTable } from './store/dynamo-client.ts';
import { createDynamoStore } from './store/dynamo-store.ts';
import { createIdempotency, type Idempotency } from './store/idempotency.ts';
import { createCheckedTable } from './store/layout.ts';
import { prepareLayout } from './store/prepare-layout.ts';
import type { RecordStore } from './store/record-store.ts';
import { createTimeLimit, type TimeLimit } from './store/time-limit.ts';

/** Everything that the app is made of; put together here for the entries, and by tests for themselves. */
export interface Services {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly identify: Identify;
  readonly logger: Logger;
  readonly usage: UsageMeter;
  /** Called for every answer. */
  readonly metrics?: RequestMetrics | undefined;
  /** Origins of other sites that may call the API from a browser; none: CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Express's setting "trust proxy": which proxies may name the client's address in `X-Forwarded-For`. */
  readonly trustProxy: TrustProxy;
  /** `undefined`: no limit. */
  readonly rateLimits: RateLimits | undefined;
  readonly load: Load;
  /** Milliseconds that a request may take, from now. */
  readonly deadline: () => number;
  /** Stops the store before the deadline of a request. */
  readonly timeLimit: TimeLimit;
}

/** The limits of `createConcurrencyLimit`. */
export interface Load {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly queueTimeoutMs: number;
}

/** Refuses requests above a limit; see `createRateLimits`. */
export interface RateLimits {
  readonly byCaller: RequestHandler;
  readonly byAddress: ErrorRequestHandler;
}

/** What each entry provides itself, so that the bundle of the other one does not contain it. */
export interface ServicesOptions {
  readonly identify: Identify;
  /** Default: none. */
  readonly rateLimits?: RateLimits | undefined;
  /** Default: `false`. */
  readonly trustProxy?: TrustProxy | undefined;
  readonly logger: Logger;
  /** Default: DynamoDB as the SDK finds it in the environment. */
  readonly client?: ReturnType<typeof createDynamoClient> | undefined;
  /** Default: 25 s, less than the timeouts of load balancers and API Gateway. */
  readonly deadline?: (() => number) | undefined;
  readonly metrics?: RequestMetrics | undefined;
  /** Whether the database takes writes, where the process can know. Default: it does. */
  readonly isWritable?: (() => boolean) | undefined;
  /** Default: what DynamoDB can take from one process. */
  readonly load?: Partial<Load> | undefined;
}

const DEADLINE_MS = 25_000;
/** 64 requests keep the 50 sockets to DynamoDB busy. A queue of 256 takes a burst; after 2 s a client would rather retry. */
const LOAD: Load = { maxConcurrent: 64, maxQueued: 256, queueTimeoutMs: 2_000 };

/**
 * Creates the services of the app. The first connection is made by the first request.
 * @throws {TypeError} if something is wrong with the definition of a record type
 */
export function createServices(config: Config, options: ServicesOptions): Services {
  checkDefinitions(recordTypes);
  const { logger, client = createDynamoClient() } = options;
  const usage = createUsageMeter();
  const timeLimit = createTimeLimit();
  const rawTable = createDynamoTable({ client, tableName: config.tableName, onUsage: usage.add, timeLeft: timeLimit.left });
  const prepare = async () => await prepareLayout(client, config.tableName);
  const catalog = createCatalogReader({ table: rawTable, prepare });
  const table = createCheckedTable(rawTable, catalog.check);
  return {
    recordTypes,
    store: createDynamoStore({ table, catalog, isWritable: options.isWritable }),
    people: createPeople({ table }),
    idempotency: createIdempotency({ table }),
    identify: options.identify,
    logger,
    usage,
    metrics: options.metrics,
    corsOrigins: config.corsOrigins,
    trustProxy: options.trustProxy ?? false,
    rateLimits: options.rateLimits,
    load: { ...LOAD, ...options.load },
    deadline: options.deadline ?? (() => DEADLINE_MS),
    timeLimit,
  };
}
