import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createDynamoEndpoint } from './dynamodb-endpoint.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from './embedded-store.ts';

export interface EmbeddedDatabase {
  /** The URL of its loopback server, which speaks DynamoDB's protocol. */
  readonly endpoint: string;
  /** The configuration for the SDK's client. Independent of the environment. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** False after a failed write, as on a full disk. Later writes are refused without a try. */
  isWritable(): boolean;
  /** Copies everything into a new database in another folder. Needs a database without writers. */
  copyTo(path: string): Promise<void>;
  /** Finishes requests in flight, then closes the files. */
  close(): Promise<void>;
}

/**
 * DynamoDB in this process, with dynalite; only the operations that the service uses. With `path` it is stored in that folder, which
 * one process at a time can open. Every acknowledged write survives a crash of the process.
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
