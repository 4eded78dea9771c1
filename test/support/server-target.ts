import { settingsOf, startDynamoDbLocal } from './dynamodb-local.ts';
import type { RunningTarget } from './lambda/target.ts';
import { freePort, type ServerProcess, startServerProcess, temporaryFolder } from './server-process.ts';
import { createTokenIssuer } from './token-issuer.ts';

export interface ServerTarget extends RunningTarget {
  /** Returns the current process. */
  server(): ServerProcess;
  /** Kills the process and starts a new one. */
  crash(): Promise<void>;
}

export interface ServerTargetOptions {
  /** Default: DynamoDB Local. */
  readonly database?: 'dynamodb-local' | 'embedded';
  readonly env?: Readonly<Record<string, string>>;
  /** See `ServerProcessOptions`. */
  readonly probed?: boolean;
}

/** Starts the built server as a process that verifies tokens itself. */
export async function startServerTarget(options: ServerTargetOptions = {}): Promise<ServerTarget> {
  const [database, issuer, port] = await Promise.all([startDatabase(options), createTokenIssuer(), freePort()]);
  const env = {
    ...database.env,
    PORT: String(port),
    AUTH_MODE: 'jwt',
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    WORKSPACE: issuer.workspace,
    RATE_LIMIT: 'off',
    ...options.env,
  };
  const start = async () => await startServerProcess({ entry: 'dist/server/server.mjs', env, probed: options.probed ?? false });
  let server = await start();
  let before = '';
  return {
    baseUrl: server.url,
    issuer,
    server: () => server,
    output: () => before + server.output(),
    async crash() {
      await server.end('SIGKILL');
      before += server.output();
      server = await start();
    },
    async close() {
      await server.end('SIGTERM');
      await Promise.all([issuer.close(), database.close()]);
    },
  };
}

async function startDatabase({ database = 'dynamodb-local' }: ServerTargetOptions) {
  if (database === 'embedded') {
    const temporary = await temporaryFolder();
    return { env: { DATABASE: 'embedded', DATA_DIR: temporary.folder }, close: temporary.remove };
  }
  const { close, ...table } = await startDynamoDbLocal();
  return { env: settingsOf(table), close };
}
