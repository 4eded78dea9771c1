import { startDynamoDbLocal } from '../dynamodb-local.ts';
import { type DynamoCall, startDynamoRecorder } from '../dynamodb-recorder.ts';
import { createTokenIssuer, type TokenIssuer } from '../token-issuer.ts';
import { startApiGateway } from './api-gateway.ts';
import { startLambdaFunction } from './function.ts';

/** A running service, with a token issuer that it trusts. */
export interface RunningTarget {
  readonly baseUrl: string;
  readonly issuer: TokenIssuer;
  /** Returns the output of the service. */
  output(): string;
  close(): Promise<void>;
}

export interface LambdaTarget extends RunningTarget {
  /** Returns the kinds of requests from the function to DynamoDB so far. */
  calls(): readonly DynamoCall[];
}

/** Starts the built bundle with Amazon's runtime client, behind a simulated API Gateway, on DynamoDB Local. */
export async function startLambdaTarget(): Promise<LambdaTarget> {
  const [database, issuer] = await Promise.all([startDynamoDbLocal(), createTokenIssuer()]);
  const recorder = await startDynamoRecorder(database.endpoint);
  const lambda = await startLambdaFunction({
    database: { endpoint: recorder.endpoint, tableName: database.tableName },
    settings: { WORKSPACE: issuer.workspace },
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
