import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Express } from 'express';
import { createApp } from '../../src/app.ts';
import { createHistory, STREAM_TIMING } from '../../src/history/history.ts';
import { createTokenIdentity } from '../../src/identity/token.ts';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { isRecordItem, keepHistory, LOCAL_TIMING } from '../../src/local/embedded-history.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createUsageMeter } from '../../src/observability/usage-meter.ts';
import { createPeople } from '../../src/people/people.ts';
import { recordTypes } from '../../src/records/index.ts';
import { ownRoutes } from '../../src/routes/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { runHooks } from '../../src/server/run-hooks.ts';
import type { Services } from '../../src/services.ts';
import { changeCatalog, register } from '../../src/store/catalog.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable, type DynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { createIdempotency } from '../../src/store/idempotency.ts';
import { createTimeLimit } from '../../src/store/time-limit.ts';
import { keepHistoryFromStream, type StreamHistoryOptions } from '../../src/stream/stream-history.ts';
import { createTokenIssuer, type TokenSubject } from './token-issuer.ts';

/**
 * The service that the API suite tests. With `BASE_URL`, it is the service at that address.
 * Its tokens come from `TOKEN_URL`, or from `TOKEN_VIEWER`, `TOKEN_EDITOR`, `TOKEN_ADMIN` and `TOKEN_STRANGER`.
 * Without `BASE_URL`, it is the app in this process, on the embedded database or the database at `DYNAMODB_ENDPOINT`.
 */
export interface Target {
  /** The argument of supertest: the app or an address. */
  readonly app: Express | string;
  /** Whether it accepts any caller. If not, only the callers of the `TOKEN_…` settings exist. */
  readonly makesCallers: boolean;
  tokenFor(subject: TokenSubject): Promise<string>;
  close(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const { BASE_URL, TOKEN_URL } = process.env;
  if (BASE_URL === undefined) return await startInProcess();
  if (TOKEN_URL === undefined) return { app: BASE_URL, makesCallers: false, tokenFor: tokenOfSettings, close: async () => undefined };
  return { app: BASE_URL, makesCallers: true, tokenFor: (subject) => tokenFrom(TOKEN_URL, subject), close: async () => undefined };
}

export interface InProcessOptions {
  readonly recordTypes?: readonly RecordType[];
  readonly services?: Partial<Services>;
  /** Wraps the table, to simulate failures or to count calls. */
  readonly wrapTable?: (table: DynamoTable) => DynamoTable;
  readonly onUsage?: (usage: Usage) => void;
  /** The configuration for a running database. Default: the database at `DYNAMODB_ENDPOINT`, or a new embedded database. */
  readonly clientConfig?: DynamoDBClientConfig | undefined;
}

export interface InProcess extends Target {
  readonly app: Express;
  readonly services: Services;
  /** For requests that the store does not offer, such as filling a table. */
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly tableName: string;
  /** Log lines of this app. */
  readonly log: readonly string[];
}

const DAYS = 365;

/** Starts the app in this process, assembled like in the entries. It verifies real tokens. */
export async function startInProcess(options: InProcessOptions = {}): Promise<InProcess> {
  const database = await startDatabase(options);
  const client = createDynamoClient(database.clientConfig);
  const tableName = `records-${crypto.randomUUID()}`;
  await createTable(client, tableName);
  const timeLimit = createTimeLimit();
  const plainTable = createDynamoTable({ client, tableName, onUsage: options.onUsage, timeLeft: timeLimit.left });
  await changeCatalog(plainTable, (catalog) => register(catalog, options.recordTypes ?? recordTypes));
  const table = options.wrapTable?.(plainTable) ?? plainTable;
  const issuer = await createTokenIssuer();
  const log: string[] = [];
  const services: Services = {
    recordTypes: options.recordTypes ?? recordTypes,
    store: createDynamoStore({ table }),
    people: createPeople({ table }),
    idempotency: createIdempotency({ table }),
    history: createHistory({ table, days: DAYS, timing: 'changes' in database ? LOCAL_TIMING : STREAM_TIMING }),
    ownRoutes: options.recordTypes === undefined ? ownRoutes : [],
    identify: createTokenIdentity({ issuer: issuer.issuer, audience: issuer.audience, workspace: issuer.workspace }),
    logger: createLogger({ level: 'info', write: (line) => log.push(line) }),
    usage: createUsageMeter(),
    corsOrigins: [],
    trustProxy: false,
    rateLimits: undefined,
    load: { maxConcurrent: 64, maxQueued: 256, queueTimeoutMs: 10_000 },
    deadline: () => 25_000,
    timeLimit,
    ...options.services,
  };
  const writing = { client, tableName, days: DAYS, onError: (error: unknown) => log.push(String(error)) };
  const embedded = 'changes' in database ? database : undefined;
  const hooks = await runHooks(
    {
      historyDays: DAYS,
      runsHooks: true,
      tableName,
      database: { kind: 'dynamodb', createTable: false, endpoint: process.env['DYNAMODB_ENDPOINT'] },
    },
    { recordTypes: services.recordTypes, client, database: embedded, logger: services.logger, env: {}, timing: { pauseMs: 100 } },
  );
  const follow = () =>
    'changes' in database ? keepHistory({ database, ...writing, ...hooks?.ofHistory }) : followStreamOf(database, writing);
  const following = services.history === undefined ? undefined : follow();
  return {
    app: createApp(services),
    services,
    client,
    tableName,
    log,
    makesCallers: true,
    tokenFor: async (subject) => await issuer.tokenFor(subject),
    async close() {
      await following?.stop();
      await hooks?.stop();
      client.destroy();
      await issuer.close();
      await database.close();
    },
  };
}

/** Writes the history from the stream of DynamoDB Local. A database of `clientConfig` may have none. */
function followStreamOf({ hasStream }: { readonly hasStream: boolean }, writing: StreamHistoryOptions) {
  return hasStream ? keepHistoryFromStream({ ...writing, pauseMs: 100 }) : undefined;
}

async function startDatabase({ clientConfig }: InProcessOptions) {
  if (clientConfig !== undefined) return { clientConfig, hasStream: false, close: async () => undefined };
  const { DYNAMODB_ENDPOINT } = process.env;
  if (DYNAMODB_ENDPOINT === undefined) return await createEmbeddedDatabase({ logsChangesOf: isRecordItem });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { clientConfig: { endpoint: DYNAMODB_ENDPOINT, region: 'us-east-1', credentials }, hasStream: true, close: async () => undefined };
}

/** Requests a token from the process that started the target; see `run-against.ts`. */
async function tokenFrom(url: string, subject: TokenSubject): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(subject) });
  return await answer.text();
}

async function tokenOfSettings({ sub, groups = [] }: TokenSubject): Promise<string> {
  const name = sub.startsWith('stranger') ? 'TOKEN_STRANGER' : `TOKEN_${(groups[0] ?? 'editor').toUpperCase()}`;
  const token = process.env[name];
  if (token === undefined) throw new Error(`set ${name} to an access token; see docs/deploy.md`);
  return token;
}
