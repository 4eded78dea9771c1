import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request to DynamoDB that the proxy has received. */
export interface Exchange {
  /** For example `PutItem`. */
  readonly action: string;
  /** The request body, as JSON. */
  readonly body: string;
  /** Sends the request to the database. @returns its answer */
  pass(): Promise<PassedAnswer>;
  readonly response: ServerResponse;
}

export interface PassedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface DynamoProxy {
  readonly endpoint: string;
  /** Returns the number of requests that are neither answered nor aborted by the client. */
  pending(): number;
  close(): void;
}

/** Starts a proxy in front of a DynamoDB. Each request goes through `serve`. */
export async function startDynamoProxy(target: string, serve: (exchange: Exchange) => Promise<void>): Promise<DynamoProxy> {
  const agent = new Agent({ keepAlive: true });
  const pending = new Set<ServerResponse>();

  async function pass({ method, headers }: IncomingMessage, body: string): Promise<PassedAnswer> {
    const outgoing = request(target, { agent, method, headers });
    outgoing.end(body);
    const [answer]: IncomingMessage[] = await once(outgoing, 'response');
    if (answer === undefined) throw new TypeError('a response comes with its message');
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
  }

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    pending.add(response);
    response.once('close', () => pending.delete(response));
    const body = (await buffer(incoming)).toString();
    const action = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    await serve({ action, body, response, pass: async () => await pass(incoming, body) });
  }

  const server = createServer((incoming, response) => {
    receive(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // No timeout: the client reuses idle connections, and a closed connection would cost it a retry.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    pending: () => pending.size,
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

/** Forwards the answer of the database unchanged. */
export async function passOn({ pass, response }: Exchange): Promise<void> {
  const { status, headers, body } = await pass();
  response.writeHead(status, headers).end(body);
}
