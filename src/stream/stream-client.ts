import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';

/** A request without a response after this time has failed. */
const SILENCE_MS = 5_000;

/** The table has no change stream, so its history cannot be written. */
class NoStream extends Error {
  override readonly name = 'NoStream';
}

/**
 * Creates the client for the streams of the tables that `client` reaches. DynamoDB Local has both at one address.
 * @param endpoint the address of the tables if it comes from the environment. The SDK does not expose that address
 */
export async function createStreamsClient({ config }: DynamoDBClient, endpoint?: string | undefined): Promise<DynamoDBStreamsClient> {
  const own = endpoint ?? (await config.endpoint?.());
  return new DynamoDBStreamsClient({
    region: config.region,
    credentials: config.credentials,
    requestHandler: { requestTimeout: SILENCE_MS, throwOnRequestTimeout: true, socketTimeout: SILENCE_MS },
    ...(own === undefined ? {} : { endpoint: own }),
  });
}

/** Returns the ARN of a table's change stream. @throws {NoStream} */
export async function findStream(client: DynamoDBClient, tableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const { LatestStreamArn: arn, StreamSpecification } = Table ?? {};
  // The ARN remains for 24 hours after the stream was disabled.
  if (arn === undefined || StreamSpecification?.StreamEnabled !== true) throw new NoStream(`the table ${tableName} has no change stream`);
  return arn;
}
