import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Config } from './config.ts';
import { createHistory, type History, type HistoryTiming, STREAM_TIMING } from './history/history.ts';
import type { CreateOwnRoute } from './http/own-route.ts';
import type { Identify } from './identity/caller.ts';
import type { Logger } from './observability/logger.ts';
import type { RequestMetrics } from './observability/metrics.ts';
import { createUsageMeter, type UsageMeter } from './observability/usage-meter.ts';
import { createPeople, type People } from './people/people.ts';
import { recordTypes } from './records/index.ts';
import { ownRoutes } from './routes/index.ts';
import type { RecordType } from './schema/record-type.ts';
import { createCatalogReader } from './store/catalog-reader.ts';
import { createDynamoClient, createDynamoTable } from './store/dynamo-client.ts';
import { createDynamoStore } from './store/dynamo-store.ts';
import { createIdempotency, type Idempotency } from './store/idempotency.ts';
import { createCheckedTable } from './store/layout.ts';
import { prepareLayout } from './store/prepare-layout.ts';
import type { RecordStore } from './store/record-store.ts';
import { createTimeLimit, type TimeLimit } from './store/time-limit.ts';

/** The parts of the app. `createServices` creates them for the entry points; tests create their own. */
export interface Services {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly idempotency: Idempotency;
  /** `undefined`: the service keeps none. */
  readonly history: History | undefined;
  readonly ownRoutes: readonly CreateOwnRoute[];
  readonly identify: Identify;
  readonly logger: Logger;
  readonly usage: UsageMeter;
  /** Called for every response. */
  readonly metrics?: RequestMetrics | undefined;
  /** Origins of other sites that may call the API from a browser. An empty list disables CORS. */
  readonly corsOrigins: readonly string[];
  /** Express's setting "trust proxy": the proxies whose `X-Forwarded-For` is used for the client's address. */
  readonly trustProxy: Config['trustProxy'];
  /** `undefined`: no limit. */
  readonly rateLimits: RateLimits | undefined;
  readonly load: Load;
  /** Returns the milliseconds that remain for the current request. */
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

/** Options that each entry point provides, so that its bundle does not contain the code of the other entry point. */
export interface ServicesOptions {
  readonly identify: Identify;
  /** Default: none. */
  readonly rateLimits?: RateLimits | undefined;
  /** Default: `false`. */
  readonly trustProxy?: Config['trustProxy'] | undefined;
  readonly logger: Logger;
  /** Default: the DynamoDB that the SDK finds in the environment. */
  readonly client?: ReturnType<typeof createDynamoClient> | undefined;
  /** Default: 25 s, less than the timeouts of load balancers and API Gateway. */
  readonly deadline?: (() => number) | undefined;
  readonly metrics?: RequestMetrics | undefined;
  /** Whether the database accepts writes, if the process can know. Default: `true`. */
  readonly isWritable?: (() => boolean) | undefined;
  /** Default: the timing of DynamoDB Streams. */
  readonly historyTiming?: HistoryTiming | undefined;
  /** Default: the load that DynamoDB can take from one process. */
  readonly load?: Partial<Load> | undefined;
}

const DEADLINE_MS = 25_000;
/** 64 requests use all 50 sockets to DynamoDB. A queue of 256 absorbs a burst. After 2 s, a retry is better than waiting. */
const LOAD: Load = { maxConcurrent: 64, maxQueued: 256, queueTimeoutMs: 2_000 };

/** Creates the services of the app. Connects to the database on the first request. */
export function createServices(config: Config, options: ServicesOptions): Services {
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
    history:
      config.historyDays === undefined
        ? undefined
        : createHistory({ table, days: config.historyDays, timing: options.historyTiming ?? STREAM_TIMING }),
    ownRoutes,
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
