import { startApiGateway } from './api-gateway.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { type DynamoCall, startDynamoRecorder } from './dynamodb-recorder.ts';
import { type FunctionSettings, type LambdaFunctionOptions, startLambdaFunction } from './lambda-function.ts';
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts';

/** The service as it runs somewhere, with an issuer of tokens that it trusts. */
export interface RunningTarget {
  readonly baseUrl: string;
  readonly issuer: TokenIssuer;
  /** What the service has written. */
  output(): string;
  close(): Promise<void>;
}

export interface LambdaTarget extends RunningTarget {
  /** The kinds of requests that the function has made of DynamoDB so far. */
  calls(): readonly DynamoCall[];
}

export interface LambdaTargetOptions extends Omit<LambdaFunctionOptions, 'settings' | 'databaseEndpoint'> {
  readonly settings?: FunctionSettings;
}

/** The built bundle under Amazon's runtime client, behind a stand-in for API Gateway, on DynamoDB Local. */
export async function startLambdaTarget({ settings, ...options }: LambdaTargetOptions = {}): Promise<LambdaTarget> {
  const [database, issuer] = await Promise.all([startDynamoDbLocal(), createTokenIssuer()]);
  const recorder = await startDynamoRecorder(database.endpoint);
  const lambda = await startLambdaFunction({
    ...options,
    databaseEndpoint: recorder.endpoint,
    settings: { ...settingsFor(database.tableName, issuer.workspaceClaim), ...settings },
  });
  const gateway = await startApiGateway({
    authorizer: { issuer: issuer.issuer, audience: [issuer.audience] },
    invoke: lambda.invoke,
  });
  return {
    baseUrl: gateway.url,
    issuer,
    output: lambda.output,
    calls: recorder.calls,
    async close() {
      await gateway.close();
      await lambda.close();
      recorder.close();
      await Promise.all([issuer.close(), database.close()]);
    },
  };
}

/** The settings that CDK gives the function. */
export function settingsFor(tableName: string, workspaceClaim: string): FunctionSettings {
  return { TABLE_NAME: tableName, AUTH_MODE: 'api-gateway', WORKSPACE_CLAIM: workspaceClaim, LOG_LEVEL: 'info' };
}
