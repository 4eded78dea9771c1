import { CREDENTIALS, REGION, startDynamoDbLocal } from './dynamodb-local.ts';
import type { RunningTarget } from './lambda-target.ts';
import { startServerProcess } from './server-process.ts';
import { createTokenIssuer } from './token-issuer.ts';

/** The built server as a process that verifies tokens itself, on DynamoDB Local. */
export async function startServerTarget(): Promise<RunningTarget> {
  const [database, issuer] = await Promise.all([startDynamoDbLocal(), createTokenIssuer()]);
  const server = await startServerProcess({
    entry: 'dist/server/server.mjs',
    env: {
      DATABASE: 'dynamodb',
      TABLE_NAME: database.tableName,
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AUTH_MODE: 'jwt',
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: issuer.audience,
      WORKSPACE_CLAIM: issuer.workspaceClaim,
      RATE_LIMIT: 'off',
    },
  });
  return {
    baseUrl: server.url,
    issuer,
    output: server.output,
    async close() {
      await server.end('SIGTERM');
      await Promise.all([issuer.close(), database.close()]);
    },
  };
}
