import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';

export interface EmbeddedClient {
  readonly client: ReturnType<typeof createDynamoClient>;
  close(): Promise<void>;
}

/** Opens a new embedded database in memory. */
export async function openEmbeddedClient(): Promise<EmbeddedClient> {
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  return {
    client,
    async close() {
      client.destroy();
      await database.close();
    },
  };
}
