import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ConditionFailed, createStubActions } from './stub-actions.ts';

export interface StubDatabase {
  readonly endpoint: string;
  /** What the SDK's client needs to reach it. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The actions that it was asked for since they were taken last. */
  takeRequests(): readonly string[];
  close(): Promise<void>;
}

/**
 * Stands in for DynamoDB where the time that the database takes must not be measured: it keeps what it is given in memory, in
 * the order of its keys, and answers at once. Items, keys, conditions, updates, projections, limits and directions are as
 * DynamoDB has them (`stub-database.test.ts` asks the embedded database the same); every request is said to cost one unit.
 */
export async function startStubDatabase(): Promise<StubDatabase> {
  const act = createStubActions();
  let requests: string[] = [];

  async function serve(incoming: IncomingMessage): Promise<{ status: number; body: object }> {
    const action = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const body = (await buffer(incoming)).toString();
    requests.push(action);
    try {
      return { status: 200, body: act(action, body) };
    } catch (error) {
      return refusal(error);
    }
  }

  const server = createServer((incoming, response) => {
    serve(incoming).then(
      ({ status, body }) => response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  // The client keeps its connections open; one that is closed under it costs a repetition.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  const endpoint = `http://127.0.0.1:${address.port}`;

  return {
    endpoint,
    clientConfig: { endpoint, region: 'local', credentials: { accessKeyId: 'stub', secretAccessKey: 'stub' } },
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refusal(error: unknown): { status: number; body: object } {
  const name = error instanceof ConditionFailed ? 'ConditionalCheckFailedException' : 'ValidationException';
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: String(error) } };
}
