import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Closes the connection at any stage of the request. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of a request. With `no answer`, the outcome is unknown. */
export type Received = { readonly status: number; readonly body: string } | { readonly lost: 'never sent' | 'no answer' };

export interface Sender {
  send(request: SentRequest): Promise<Received>;
  close(): void;
}

/** Sends requests over a limited number of reused connections. Returns each result instead of throwing. */
export function createSender(baseUrl: string, connections = 256): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  return {
    async send({ method, path, token, headers, body, signal }) {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const typed =
        payload === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(payload)) };
      const own = { Authorization: `Bearer ${token}`, ...typed, ...headers };
      try {
        const sent = request(`${baseUrl}${path}`, { agent, method, headers: own, ...(signal === undefined ? {} : { signal }) });
        const answered = once(sent, 'response');
        sent.end(payload);
        const [answer]: IncomingMessage[] = await answered;
        if (answer === undefined) return { lost: 'no answer' };
        return { status: answer.statusCode ?? 0, body: await text(answer) };
      } catch (error) {
        const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
        return { lost: isRefused ? 'never sent' : 'no answer' };
      }
    },
    close: () => agent.destroy(),
  };
}
