import { type Connection, createConnection } from '../../../public/requests/connection.ts';
import { type Credentials, createSend, type Send } from '../../../public/requests/send.ts';
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
  const fetchFromService: typeof fetch = async (path, init) => {
    const send = async () => await fetch(new URL(String(path), service.url), init);
    return interference === undefined ? await send() : await interference({ method: init?.method ?? 'GET', path: String(path) }, send);
  };
  const connection = createConnection({ navigator: { onLine: true }, fetch: fetchFromService, addEventListener: () => undefined });
  const ownWrites = createOwnWrites();
  const send = createSend({ credentials, connection, fetch: fetchFromService, onWrite: ownWrites.note });
  // A lost connection is probed for ever, which would keep the test's process alive.
  service.beforeClose(async () => {
    interference = undefined;
    if (connection.state.value === 'lost') await send({ path: '/api/health' });
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
