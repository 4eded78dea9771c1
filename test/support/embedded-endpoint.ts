import type { DynamoAddress } from '../../src/local/dynamodb-endpoint.ts';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';

/** Starts an embedded database with an endpoint, for other processes, or for this process through a proxy. */
export async function startEmbeddedEndpoint(): Promise<DynamoAddress & { close(): Promise<void> }> {
  const database = await createEmbeddedDatabase();
  return { ...(await database.openEndpoint()), close: database.close };
}
