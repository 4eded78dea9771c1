import type { DynamoAddress } from '../../src/local/dynamodb-endpoint.ts';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';

/** An embedded database of this process that others reach at an address, or this one through a proxy. */
export async function startEmbeddedEndpoint(): Promise<DynamoAddress & { close(): Promise<void> }> {
  const database = await createEmbeddedDatabase();
  return { ...(await database.openEndpoint()), close: database.close };
}
