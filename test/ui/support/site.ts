import { once } from 'node:events';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import express from 'express';
import { createApp } from '../../../src/app.ts';
import { type Environment, readConfig } from '../../../src/config.ts';
import { createEmbeddedDatabase } from '../../../src/local/embedded-database.ts';
import { isRecordItem, keepHistory, LOCAL_TIMING } from '../../../src/local/embedded-history.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import { enterLocalPerson } from '../../../src/server/enter-local-person.ts';
import { createServerIdentity } from '../../../src/server/server-identity.ts';
import { createWebsite } from '../../../src/server/website.ts';
import { createServices, type Services } from '../../../src/services.ts';
import { createTable } from '../../../src/store/create-table.ts';
import { createDynamoClient } from '../../../src/store/dynamo-client.ts';

export interface Site {
  readonly url: string;
  readonly services: Services;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly env?: Environment;
  /** The folder of the built UI. Default: UI_FOLDER, or the output of the build. */
  readonly folder?: string;
  /** Record types in addition to the built-in ones. */
  readonly recordTypes?: readonly RecordType[];
  /** 0: any free port. */
  readonly port?: number;
}

/** Starts the app and the built UI in this process, with a database in memory. */
export async function startSite({
  env = {},
  folder = process.env['UI_FOLDER'] ?? 'dist/public',
  recordTypes = [],
  port = 0,
}: SiteOptions = {}): Promise<Site> {
  const config = readConfig({ DATABASE: 'embedded', ...env });
  const database = await createEmbeddedDatabase({ logsChangesOf: isRecordItem });
  const client = createDynamoClient(database.clientConfig);
  await createTable(client, config.tableName);
  const logger = createLogger({ level: 'error', write: (line) => process.stderr.write(`${line}\n`) });
  const made = createServices(config, { client, logger, identify: createServerIdentity(config.auth, logger), historyTiming: LOCAL_TIMING });
  if (config.auth.mode === 'none') await enterLocalPerson(made);
  const onError = (error: unknown) => logger.error('the history cannot be written', { reason: String(error) });
  const { tableName, historyDays: days } = config;
  const following = days === undefined ? undefined : keepHistory({ database, client, tableName, days, onError });
  const services: Services = { ...made, recordTypes: [...made.recordTypes, ...recordTypes] };
  const website = createWebsite(resolve(folder), config.auth);
  if (website === undefined) throw new Error(`${folder} holds no built UI; run "npm run build" first`);

  const site = express();
  site.use(website, createApp(services));
  const server = createServer(site);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    services,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await following?.stop();
      client.destroy();
      await database.close();
    },
  };
}
