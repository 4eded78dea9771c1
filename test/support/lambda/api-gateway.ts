import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AuthorizerOptions, createAuthorizer } from './api-gateway-authorizer.ts';
import { eventOf } from './api-gateway-event.ts';
import type { Outcome } from './container.ts';

export interface ApiGateway {
  readonly url: string;
  close(): Promise<void>;
}

export interface ApiGatewayOptions {
  readonly authorizer: AuthorizerOptions;
  readonly invoke: (event: unknown) => Promise<Outcome>;
}

/** The result of the function in payload format 2.0. */
interface FunctionAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** The public routes of `infra/api.ts`. The rest of `/api/` requires a token. */
export const PUBLIC_ROUTES = ['/api/health', '/api/health/ready', '/api/openapi.json'].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]);
export const PROXY_ROUTE = 'ANY /api/{proxy+}';
/** Bytes of the request line with the headers, and of the body. */
const MAX_HEADER = 10_240;
const MAX_BODY = 10 * 1024 * 1024;

/**
 * Simulates an HTTP API of API Gateway: checks the token, creates the event, and sends the result of the function.
 * It answers refused requests with `{"message":…}`, like the real API Gateway.
 */
export async function startApiGateway({ authorizer, invoke }: ApiGatewayOptions): Promise<ApiGateway> {
  const authorize = createAuthorizer(authorizer);

  async function answerTo(request: IncomingMessage): Promise<FunctionAnswer> {
    const { method = 'GET', url = '/', rawHeaders } = request;
    const routeKey = routeOf(method, url);
    if (routeKey === undefined) return own(404, 'Not Found');
    const claims = routeKey === PROXY_ROUTE ? await authorize(request.headers.authorization) : undefined;
    if (routeKey === PROXY_ROUTE && claims === undefined) return own(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    const body = await bytesOf(request);
    if (body === undefined) return own(413, 'Request Entity Too Large');
    const sourceIp = request.socket.remoteAddress ?? '';
    const outcome = await invoke(eventOf({ method, url, rawHeaders, body, sourceIp, routeKey, claims }));
    if ('failure' in outcome)
      return outcome.failure === 'Runtime.ExitError' ? own(503, 'Service Unavailable') : own(500, 'Internal Server Error');
    return answerOf(outcome.payload);
  }

  const server = createServer({ maxHeaderSize: MAX_HEADER }, (request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function routeOf(method: string, url: string): string | undefined {
  const [path = ''] = url.split('?');
  const open = PUBLIC_ROUTES.find((route) => route === `${method} ${path}`);
  if (open !== undefined) return open;
  return path.startsWith('/api/') && path !== '/api/' ? PROXY_ROUTE : undefined;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks);
}

function own(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}): FunctionAnswer {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ message }) };
}

/** Returns the answer of the function. A result without a status code is sent as JSON with status 200. */
function answerOf(payload: string): FunctionAnswer {
  const answer: FunctionAnswer | null = JSON.parse(payload);
  if (answer !== null && typeof answer === 'object' && 'statusCode' in answer) return answer;
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: payload };
}

function send(response: ServerResponse, { statusCode, headers = {}, cookies, body = '', isBase64Encoded = false }: FunctionAnswer): void {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name.toLowerCase(), value);
  if (cookies !== undefined) response.setHeader('set-cookie', cookies);
  // API Gateway and CloudFront add these headers.
  response.setHeader('apigw-requestid', randomUUID());
  response.setHeader('x-amz-cf-id', randomUUID());
  response.setHeader('x-cache', 'Miss from cloudfront');
  response.setHeader('via', '1.1 abcdef0123456789.cloudfront.net (CloudFront)');
  if (statusCode !== 204 && statusCode !== 304 && response.req.method !== 'HEAD') response.setHeader('content-length', bytes.length);
  response.end(bytes);
}
