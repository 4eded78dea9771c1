import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { startInProcess } from './target.ts';
import type { TokenSubject } from './token-issuer.ts';

/** A real service on its own port, with the embedded database. */
export interface Service {
  readonly url: string;
  /** For records that the API would refuse. */
  readonly store: RecordStore;
  tokenFor(subject: TokenSubject): Promise<string>;
  beforeClose(task: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function startService(options: { readonly recordTypes?: readonly RecordType[] } = {}): Promise<Service> {
  const target = await startInProcess(options);
  const server = createServer(target.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  const tasks: (() => Promise<void>)[] = [];
  return {
    url: `http://127.0.0.1:${address.port}`,
    store: target.services.store,
    tokenFor: async (subject) => await target.tokenFor(subject),
    beforeClose: (task) => tasks.push(task),
    async close() {
      await Promise.all(tasks.map(async (task) => await task()));
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await target.close();
    },
  };
}
