import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Answer, type Engine, failure } from './embedded-engine.ts';

/** The address of a loopback server that speaks DynamoDB's protocol. */
export interface DynamoAddress {
  readonly endpoint: string;
  /** For the SDK's client. Independent of the environment. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

export interface DynamoEndpoint extends DynamoAddress {
  /** Finishes requests in flight. */
  close(): Promise<void>;
}

/** A request body has at most one item (400 KB) and its expression. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * Serves the embedded database to other processes. It does not check signatures, but requires its random access key.
 * So web pages in a browser on this machine cannot use it.
 */
export async function openDynamoEndpoint(engine: Engine): Promise<DynamoEndpoint> {
  const accessKeyId = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ status, body }) => {
        // An open connection would prevent the server from closing.
        const closing = server.listening ? {} : { Connection: 'close' };
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', ...closing }).end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  // No timeout: the client reuses idle connections, and a closed connection would cost it a retry.
  server.keepAliveTimeout = 0;
  const endpoint = await listenOnLoopback(server);

  return {
    endpoint,
    clientConfig: { endpoint, region: 'local', credentials: { accessKeyId, secretAccessKey: 'unused' } },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (!request.headers.authorization?.includes(`Credential=${accessKeyId}/`)) return failure(403, 'UnrecognizedClientException');
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const text = await textOf(request);
    return text === undefined ? failure(413, 'RequestEntityTooLarge') : await engine(operation, JSON.parse(text));
  }
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  return `http://127.0.0.1:${address.port}`;
}
