import { eventOf } from './api-gateway-event.ts';
import type { LambdaFunction } from './function.ts';

export interface EventOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent unchanged, other values as JSON. */
  readonly body?: unknown;
  /** The verified claims, in the format of the authorizer. Default: no authorizer. */
  readonly claims?: Readonly<Record<string, string>>;
}

/** The function's answer to an event, with a parsed body if it is JSON. */
export interface FunctionAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Returns the claims of an access token, in the format of API Gateway. */
export function claimsOf(sub: string, group = 'editor'): Record<string, string> {
  return { sub, token_use: 'access', client_id: 'records', 'cognito:groups': `[${group}]`, exp: '4102444800', iat: '1767225600' };
}

export function requestEvent(url: string, { method = 'GET', headers = {}, body, claims }: EventOptions = {}) {
  const sent = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return eventOf({
    method,
    url,
    rawHeaders: Object.entries({ Host: 'api.example.com', ...sent, ...headers }).flat(),
    body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
    sourceIp: '192.0.2.1',
    routeKey: 'ANY /api/{proxy+}',
    claims,
  });
}

/** Sends an event to the function. @throws if the function returns no answer */
export async function ask(lambda: Pick<LambdaFunction, 'invoke'>, event: unknown): Promise<FunctionAnswer> {
  const outcome = await lambda.invoke(event);
  if ('failure' in outcome) throw new Error(`the function gave no answer: ${outcome.failure}`);
  return answerOf(JSON.parse(outcome.payload));
}

/** Reads the result of the function. @throws if it is not an answer of the adapter */
export function answerOf(output: unknown): FunctionAnswer {
  const { statusCode, headers, body, isBase64Encoded } = JSON.parse(JSON.stringify(output));
  // An answer to HEAD has a content type but no body.
  const isJson = body !== '' && String(headers['content-type']).includes('json');
  return { status: statusCode, headers, isBase64Encoded, text: body, body: isJson ? JSON.parse(body) : {} };
}
