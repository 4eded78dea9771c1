import { createServer, type Server } from 'node:http';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type InProcess, startInProcess, type Target } from '../../support/target.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

/** The app, with its own proxy in front of the database. */
export interface FaultyTarget {
  readonly target: Target;
  readonly proxy: FaultProxy;
  /** Deadline of the requests in milliseconds. A change applies to later requests. */
  deadline: number;
  close(): Promise<void>;
}

export interface Reachable {
  readonly endpoint: string;
  readonly clientConfig: DynamoDBClientConfig;
}

const DEADLINE_MS = 15_000;

export async function startFaultyTarget({ endpoint, clientConfig }: Reachable): Promise<FaultyTarget> {
  const proxy = await startFaultProxy(endpoint);
  const target = await startInProcess({
    clientConfig: { ...clientConfig, endpoint: proxy.endpoint },
    services: { deadline: () => faulty.deadline },
  });
  const { url, server } = await listen(target);
  const faulty: FaultyTarget = {
    target: { ...target, app: url },
    proxy,
    deadline: DEADLINE_MS,
    async close() {
      server.close().closeAllConnections();
      await target.close();
      proxy.close();
    },
  };
  return faulty;
}

/** Serves an app on its own port. */
export async function listen({ app }: Pick<InProcess, 'app'>): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: urlOf(server), server };
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  return `http://127.0.0.1:${address.port}`;
}
