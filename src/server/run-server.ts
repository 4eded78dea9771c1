import type { RequestListener } from 'node:http';
import { resolve } from 'node:path';
import express, { type RequestHandler } from 'express';
import { createApp } from '../app.ts';
import { describeFinding } from '../check-data/finding.ts';
import { overwriteRefusal } from '../check-data/overwrite-refusal.ts';
import { reviewDefinitions } from '../check-data/review-definitions.ts';
import { type TableArguments, tableOptions } from '../check-data/table-options.ts';
import { requireValidDefinitions } from '../check-data/valid-definitions.ts';
import type { Config, Environment } from '../config.ts';
import { createRateLimits } from '../http/middleware/rate-limit.ts';
import { openDataDirectory } from '../local/data-directory.ts';
import type { EmbeddedDatabase } from '../local/embedded-database.ts';
import { isRecordItem, LOCAL_TIMING } from '../local/embedded-history.ts';
import { prepareEmbeddedTable } from '../local/prepare-embedded-table.ts';
import { createTextLogger } from '../local/text-logger.ts';
import { createLogger, type Logger } from '../observability/logger.ts';
import { createServices, type Services } from '../services.ts';
import { createTable } from '../store/create-table.ts';
import { createDynamoClient } from '../store/dynamo-client.ts';
import { prepareLayout } from '../store/prepare-layout.ts';
import { WrongLayout } from '../store/record-store.ts';
import { reindex } from '../store/reindex.ts';
import { type SweepOptions, sweepExpired } from '../store/ttl-sweeper.ts';
import { UsageError } from '../usage-error.ts';
import { compress } from './compress.ts';
import { enterLocalPerson } from './enter-local-person.ts';
import { keepHistory, requireStream } from './keep-history.ts';
import { type Listening, listen } from './listen.ts';
import { forLocalHosts } from './local-hosts.ts';
import { runHooks } from './run-hooks.ts';
import { createServerIdentity } from './server-identity.ts';
import { warnOfLocalRecords } from './warn-of-local-records.ts';

type Client = ReturnType<typeof createDynamoClient>;
type Sites = readonly (RequestHandler | undefined)[];

export interface RunOptions {
  readonly config: Config;
  /** The settings of the process, for hooks. */
  readonly env: Environment;
  /** Answer paths outside `/api`, the first one first. */
  readonly sites?: Sites | undefined;
  /** Whether a person reads the output. If not, every line is JSON. */
  readonly forPeople: boolean;
  /** Runs before the server listens. Returns lines for the terminal. */
  readonly prepare?: ((services: Services) => Promise<readonly string[]>) | undefined;
}

export interface RunningServer extends Listening {
  readonly logger: Logger;
}

/** The embedded database shares the processor with the service. More concurrent requests would only be slower and time out. */
const EMBEDDED_LOAD = { maxConcurrent: 16 };

/**
 * Starts the service on this machine.
 * @throws {UsageError} if it cannot start, after closing everything that it opened
 */
export async function runServer(options: RunOptions): Promise<RunningServer> {
  const { config, forPeople } = options;
  const { logLevel: level } = config;
  const logger = forPeople ? createTextLogger({ level, write, color: process.stdout.isTTY }) : createLogger({ level, write });
  const database = await openDatabase(config, logger);
  const client = createDynamoClient(database?.clientConfig);
  const closeDatabase = async () => {
    client.destroy();
    await database?.close();
  };
  try {
    const server = await serve(options, { client, database, logger });
    const close = async () => {
      await server.close();
      await closeDatabase();
    };
    return { ...server, logger, close };
  } catch (error) {
    await closeDatabase();
    throw error;
  }
}

interface TableAccess {
  readonly client: Client;
  readonly database: EmbeddedDatabase | undefined;
  readonly logger: Logger;
}

async function serve({ config, env, sites = [], forPeople, prepare }: RunOptions, access: TableAccess): Promise<Listening> {
  const { client, database, logger } = access;
  const { trustProxy, rateLimit } = config;
  const services = createServices(config, {
    logger,
    client,
    identify: createServerIdentity(config.auth, logger),
    trustProxy,
    rateLimits: rateLimit === undefined ? undefined : createRateLimits(rateLimit),
    load: database === undefined ? {} : EMBEDDED_LOAD,
    isWritable: database?.isWritable,
    historyTiming: database && LOCAL_TIMING,
  });
  requireValidDefinitions(services.recordTypes);
  await prepareTable(config, access);
  if (database !== undefined) await buildIndexes(services, config, client);
  await requireStream(config, access);
  if (config.auth.mode === 'none') await enterLocalPerson(services);
  else if (database !== undefined) await warnOfLocalRecords(services);
  const notes = (await prepare?.(services)) ?? [];
  const listening = await listen({ handle: createSite(services, config, sites), port: config.port, host: config.host });
  // A start that fails must not run hooks.
  const hooks = await runHooks(config, { ...access, recordTypes: services.recordTypes, env });
  const following = await keepHistory(config, { ...access, hooks: hooks?.ofHistory });
  announce(config, listening.url, { logger, forPeople, notes });
  const stopping = new AbortController();
  const { signal } = stopping;
  const swept = database && sweep(client, { tableName: config.tableName, signal }, logger);
  const reviewed = database && review(services, config, { client, signal });
  return {
    ...listening,
    async close() {
      stopping.abort();
      await listening.close();
      await Promise.all([swept, reviewed, following?.stop()]);
      await hooks?.stop();
    },
  };
}

/** Combines the app with the sites, which answer first for paths outside the API. */
function createSite(services: Services, { auth }: Config, sites: Sites): RequestListener {
  const site = express();
  site.disable('x-powered-by');
  for (const handle of sites) if (handle !== undefined) site.use(handle);
  site.use('/api/openapi.json', compress());
  site.use(createApp(services));
  return auth.mode === 'none' ? forLocalHosts(site) : site;
}

async function openDatabase({ database, host, port, historyDays }: Config, logger: Logger): Promise<EmbeddedDatabase | undefined> {
  if (database.kind !== 'embedded') return undefined;
  const onWriteFault = (fault: unknown) => {
    const folder = resolve(database.dataDir);
    logger.error('the disk refuses writes', {
      folder,
      fault: String(fault),
      fix: 'reads still work; free disk space, then restart the server',
    });
  };
  const logsChangesOf = historyDays === undefined ? undefined : isRecordItem;
  return await openDataDirectory({ folder: database.dataDir, owner: `the server at http://${host}:${port}`, onWriteFault, logsChangesOf });
}

/** Prepares the table. The server starts even if the table does not answer: readiness reports it, and a request checks the layout. */
async function prepareTable({ database: settings, tableName }: Config, { client, database, logger }: TableAccess): Promise<void> {
  if (settings.kind === 'embedded' && database !== undefined) {
    const onProgress = (message: string) => logger.info(message);
    await prepareEmbeddedTable({ client, tableName, database, folder: settings.dataDir, onProgress });
    return;
  }
  if (settings.kind === 'dynamodb' && settings.createTable) await makeTable(client, tableName);
  try {
    await prepareLayout(client, tableName);
  } catch (error) {
    if (error instanceof WrongLayout) throw new UsageError(`${error.message} (${tableName})`, { cause: error });
    logger.warn('the table does not answer', { table: tableName, reason: String(error) });
  }
}

async function makeTable(client: Client, tableName: string): Promise<void> {
  try {
    await createTable(client, tableName);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`The table ${tableName} does not exist and cannot be created (${reason}).`, { cause: error });
  }
}

/** Builds the indexes of changed definitions before the first request, because no other process uses the embedded database. */
async function buildIndexes({ logger, recordTypes }: Services, config: Config, client: Client): Promise<void> {
  const { tableName } = config;
  const refusal = await overwriteRefusal({ client, tableName, recordTypes }, argumentsOf(config));
  if (refusal !== undefined) throw new UsageError(refusal);
  const { types, records, changed } = await reindex({ client, tableName, recordTypes, shared: false, onProgress: logger.info });
  if (types.length > 0) logger.info('the indexes are complete', { types, records, changed });
}

/** Returns how a command finds the table of this server. */
function argumentsOf({ database }: Config): TableArguments {
  return database.kind === 'embedded' ? { data: database.dataDir } : {};
}

/** Compares changed definitions with the records. Runs in the background, because it may read every record. */
async function review({ logger, recordTypes }: Services, config: Config, { client, signal }: { client: Client; signal: AbortSignal }) {
  const table = argumentsOf(config);
  try {
    const findings = await reviewDefinitions({ client, tableName: config.tableName, recordTypes, signal });
    for (const finding of findings) logger.warn(describeFinding(finding, table));
    if (findings.length > 0) {
      logger.warn(
        `a changed definition hides or breaks these values; to accept it, stop and run: npm run check-data -- ${tableOptions(table)}--accept "the reason"`,
      );
    }
  } catch (error) {
    logger.warn('the definitions could not be compared with the records', { reason: String(error) });
  }
}

async function sweep(client: Client, options: SweepOptions, logger: Logger): Promise<void> {
  try {
    const removed = await sweepExpired(client, options);
    if (removed > 0) logger.debug('removed expired items', { removed });
  } catch (error) {
    logger.warn('expired items could not be removed', { reason: String(error) });
  }
}

interface Announcement {
  readonly logger: Logger;
  readonly forPeople: boolean;
  readonly notes: readonly string[];
}

function announce({ database, tableName, auth }: Config, url: string, { logger, forPeople, notes }: Announcement): void {
  const data = database.kind === 'embedded' ? `${resolve(database.dataDir)} (embedded database)` : `the DynamoDB table ${tableName}`;
  if (!forPeople) {
    logger.info('listening', { url, data, auth: auth.mode });
    return;
  }
  const lines = [
    ['Address', url],
    ['Data', data],
    ['Stop', 'Ctrl-C'],
  ].map(([name = '', value]) => `  ${name.padEnd(8)} ${value}`);
  write(['', ...lines, ...notes.map((note) => `  ${note}`), ''].join('\n'));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
