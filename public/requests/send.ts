import { type Answer, createSend, type Send } from '../../client/src/send.ts';
import { timeZone } from '../model/time-zone.ts';
import type { Connection } from './connection.ts';

/** Where requests get their token. */
export interface Credentials {
  /** `undefined` where no sign-in is needed. */
  token(): Promise<string | undefined>;
  /** Called when the service refuses the token. Resolves to whether there is a new one to try. */
  renew(): Promise<boolean>;
}

export interface PageSendOptions {
  /** The origin of the service. */
  readonly root: string;
  readonly credentials: Credentials;
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
  /** Called with the answer to each request that is not a GET. */
  readonly onWrite: (answer: Promise<Answer>) => void;
}

const READ_RETRY_MS = 6_000;

/** Sends requests as the typed client does. `connection` follows each attempt, and ends pauses when the service is back. */
export function createPageSend({ root, credentials, connection, fetch, onWrite }: PageSendOptions): Send {
  const send = createSend({
    root,
    token: credentials.token,
    onUnauthorized: credentials.renew,
    timeZone,
    retryForMs: READ_RETRY_MS,
    pause: connection.pause,
    onAttempt: connection.watch,
    fetch,
  });
  return async function pageSend(request) {
    const answer = send(request);
    if ((request.method ?? 'GET') !== 'GET') onWrite(answer);
    return await answer;
  };
}
