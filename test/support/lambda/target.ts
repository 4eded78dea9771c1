import { startDynamoDbLocal } from '../dynamodb-local.ts';
import { type DynamoCall, startDynamoRecorder } from '../dynamodb-recorder.ts';
import { createTokenIssuer, type TokenIssuer } from '../token-issuer.ts';
import { startApiGateway } from './api-gateway.ts';
import { startEventSource } from './event-source.ts';
import { CHANGES_BUNDLE, startLambdaFunction } from './function.ts';

/** A running service, with a token issuer that it trusts. */
export interface RunningTarget {
  readonly baseUrl: string;
  readonly issuer: TokenIssuer;
  /** Returns the output of the service. */
  output(): string;
  close(): Promise<void>;
}

export interface LambdaTarget extends RunningTarget {
  /** Returns the kinds of requests from each function to DynamoDB so far. */
  calls(): FunctionCalls;
}

/** The kinds of requests to DynamoDB, by function. */
export interface FunctionCalls {
  readonly api: readonly DynamoCall[];
  readonly changes: readonly DynamoCall[];
}

/**
 * Starts the built functions with Amazon's runtime client on DynamoDB Local: one behind a simulated API Gateway, one behind the stream of
 * the table.
 */
export async function startLambdaTarget(): Promise<LambdaTarget> {
  const [database, issuer] = await Promise.all([startDynamoDbLocal(), createTokenIssuer()]);
  const [recorder, changesRecorder] = await Promise.all([startDynamoRecorder(database.endpoint), startDynamoRecorder(database.endpoint)]);
  const { tableName } = database;
  const lambda = await startLambdaFunction({
    database: { endpoint: recorder.endpoint, tableName },
    settings: { WORKSPACE: issuer.workspace },
  });
  const changes = await startLambdaFunction({
    bundle: CHANGES_BUNDLE,
    database: { endpoint: changesRecorder.endpoint, tableName },
    concurrency: 1,
  });
  const eventSource = startEventSource({ database, invoke: changes.invoke });
  const gateway = await startApiGateway({
    authorizer: { issuer: issuer.issuer, audience: [issuer.audience] },
    invoke: lambda.invoke,
  });
  return {
    baseUrl: gateway.url,
    issuer,
    output: () => [lambda.output(), changes.output(), ...eventSource.failures()].join(''),
    calls: () => ({ api: recorder.calls(), changes: changesRecorder.calls() }),
    async close() {
      await gateway.close();
      await eventSource.close();
      await Promise.all([lambda.close(), changes.close()]);
      recorder.close();
      changesRecorder.close();
      await Promise.all([issuer.close(), database.close()]);
    },
  };
}
