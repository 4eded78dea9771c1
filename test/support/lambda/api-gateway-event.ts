import { randomUUID } from 'node:crypto';

/** A request that the gateway has received. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query, as sent by the client. */
  readonly url: string;
  /** Name, value, name, value …, as sent by the client. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly routeKey: string;
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

const STAGE = '$default';
/** Headers of the connection, which the gateway does not forward (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'];
/** Content types of text bodies. Other bodies are passed in base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|.*\+json|javascript|xml|.*\+xml))$/;

/**
 * Returns the event of an HTTP API for a request (payload format 2.0). The path is decoded, and cut at a `?` from decoding.
 * The query is unchanged. Header names are in lower case, repeated headers are joined by commas, and cookies are separate.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs", API Gateway Developer Guide.
 * Source for the decoding of the path: captured events in github.com/hotsock/voker/pull/8.
 */
export function eventOf({ method, url, rawHeaders, body, sourceIp, routeKey, claims }: GatewayRequest) {
  const [sentPath = '/', ...queries] = url.split('?');
  const rawPath = decoded(sentPath).split('?')[0] ?? '';
  const rawQueryString = queries.join('?');
  const { cookie, ...headers } = joined(rawHeaders);
  const requestId = Buffer.from(randomUUID().slice(0, 11)).toString('base64');
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; ?/) }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(rawQueryString === '' ? {} : { queryStringParameters: parametersOf(rawQueryString) }),
    ...(rawPath.startsWith('/api/') ? { pathParameters: { proxy: rawPath.slice('/api/'.length) } } : {}),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef1234',
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
      domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'abcdef1234',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey,
      stage: STAGE,
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...bodyOf(body, headers),
  };
}

function bodyOf(body: Buffer, { 'content-type': type = '', 'content-encoding': encoding }: Readonly<Record<string, string>>) {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = encoding === undefined && TEXT_TYPES.test(type.split(';')[0]?.trim().toLowerCase() ?? '');
  return isText ? { body: body.toString('utf8'), isBase64Encoded: false } : { body: body.toString('base64'), isBase64Encoded: true };
}

function joined(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = String(rawHeaders[n]).toLowerCase();
    const value = String(rawHeaders[n + 1]);
    if (HOP_BY_HOP.includes(name)) continue;
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  return headers;
}

function parametersOf(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = parameters[name] === undefined ? value : `${parameters[name]},${value}`;
  }
  return parameters;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
