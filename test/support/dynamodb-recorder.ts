import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A kind of request that was made of DynamoDB: an action, and the index if it was not of the table itself. */
export interface DynamoCall {
  readonly action: string;
  readonly index?: string;
}

export interface DynamoRecorder {
  readonly endpoint: string;
  /** Each kind that has passed so far, once. */
  calls(): readonly DynamoCall[];
  close(): void;
}

/** Stands before a DynamoDB and notes what is asked of it. */
export async function startDynamoRecorder(target: string): Promise<DynamoRecorder> {
  const agent = new Agent({ keepAlive: true });
  const calls = new Map<string, DynamoCall>();

  function note({ headers }: IncomingMessage, body: Buffer): void {
    const action = String(headers['x-amz-target']).split('.')[1] ?? '';
    const { IndexName: index } = JSON.parse(body.toString());
    calls.set(`${action} ${index ?? ''}`, { action, ...(index === undefined ? {} : { index }) });
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    note(incoming, body);
    const { method, headers } = incoming;
    const outgoing = request(target, { agent, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', (error) => response.destroy(error));
    outgoing.end(body);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // The client keeps its connections open; one that is closed under it costs a repetition.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls: () => [...calls.values()].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
