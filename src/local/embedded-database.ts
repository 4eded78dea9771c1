import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createDynamoEndpoint } from './dynamodb-endpoint.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from './embedded-store.ts';

export interface EmbeddedDatabase {
  /** Where it listens, on loopback: for a client that speaks DynamoDB's protocol. */
  readonly endpoint: string;
  /** What the SDK's client needs to reach it; nothing of it comes from the environment. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** False once a write has failed, as on a full disk; from then on none is tried. */
  isWritable(): boolean;
  /** Copies everything into a new database in another folder. Nobody may write meanwhile. */
  copyTo(path: string): Promise<void>;
  /** Answers what is in flight, then closes the files. */
  close(): Promise<void>;
}

/**
 * A DynamoDB in this process, by dynalite: what the service asks of DynamoDB, nothing more. With `path` it is kept in that
 * folder, which one process at a time can have; every acknowledged write survives the process, however it ends.
 */
export async function createEmbeddedDatabase(options: EmbeddedStoreOptions = {}): Promise<EmbeddedDatabase> {
  const store = await openEmbeddedStore(options);
  const accessKeyId = randomBytes(16).toString('hex');
  const server = createDynamoEndpoint(store, accessKeyId);
  const endpoint = await listenOnLoopback(server);

  return {
    endpoint,
    clientConfig: { endpoint, region: 'local', credentials: { accessKeyId, secretAccessKey: 'unused' } },
    isWritable: store.isWritable,
    copyTo: store.copyTo,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
      await store.close();
    },
  };
}

async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  return `http://127.0.0.1:${address.port}`;
}
