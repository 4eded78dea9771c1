import type { Send } from '../../../client/src/send.ts';
import { type Connection, createConnection } from '../../../public/requests/connection.ts';
import { type Credentials, createPageSend } from '../../../public/requests/send.ts';
import { createOwnWrites, type OwnWrites } from '../../../public/state/own-writes.ts';
import type { Service } from '../../support/service.ts';

/** What happens to a request on its way to the service, for faults that a test has to make. */
export type Interfere = (request: { readonly method: string; readonly path: string }, send: () => Promise<Response>) => Promise<Response>;

export interface Client {
  readonly send: Send;
  readonly connection: Connection;
  readonly ownWrites: OwnWrites;
  /** From now on; without an argument nothing interferes any more. */
  interfere(how?: Interfere): void;
}

/** The page's way of sending requests, to a real service. */
export function createClient(service: Service, credentials: Credentials): Client {
  let interference: Interfere | undefined;
  const fetchFromService: typeof fetch = async (to, init) => {
    const url = new URL(String(to), service.url);
    const send = async () => await fetch(url, init);
    if (interference === undefined) return await send();
    return await interference({ method: init?.method ?? 'GET', path: url.pathname + url.search }, send);
  };
  const connection = createConnection({ navigator: { onLine: true }, fetch: fetchFromService, addEventListener: () => undefined });
  const ownWrites = createOwnWrites();
  const send = createPageSend({ root: service.url, credentials, connection, fetch: fetchFromService, onWrite: ownWrites.note });
  // A lost connection is probed for ever, which would keep the test's process alive.
  service.beforeClose(async () => {
    interference = undefined;
    if (connection.state.value === 'lost') await send({ path: 'tasks' });
    interference = async () => new Response('{}', { status: 410 });
  });
  return {
    send,
    connection,
    ownWrites,
    interfere(how) {
      interference = how;
    },
  };
}
