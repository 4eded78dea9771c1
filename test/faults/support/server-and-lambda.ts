import { startDynamoDbLocal } from '../../support/dynamodb-local.ts';
import { PROXY_ROUTE } from '../../support/lambda/api-gateway.ts';
import { claimsAsText } from '../../support/lambda/api-gateway-authorizer.ts';
import { eventOf } from '../../support/lambda/api-gateway-event.ts';
import { ask } from '../../support/lambda/events.ts';
import { startLambdaFunction } from '../../support/lambda/function.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../../support/raw-request.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { startServerTarget } from '../../support/server-target.ts';

/** An answer in which a placeholder replaces each text that differs between runs. */
export interface ComparableAnswer {
  readonly status: number;
  readonly body: string;
  readonly [header: string]: string | number | undefined;
}

export interface Answers {
  readonly server: ComparableAnswer;
  readonly lambda: ComparableAnswer;
  /** The request and the answer of the server, without placeholders. */
  readonly asked: RawRequest;
  readonly answer: RawAnswer;
}

export interface ServerAndLambda {
  /**
   * Sends a request as the same caller to the built server over a plain socket and to the built function as an event.
   * `{id}` in the URL and the body stands for a record of the URL's type.
   */
  ask(request: RawRequest): Promise<Answers>;
  /** Sends it to the server alone. */
  server(request: RawRequest): Promise<RawAnswer>;
  /** The server's process. */
  process(): ServerProcess;
  /** The log output of both. */
  output(): string;
  close(): Promise<void>;
}

type Way = (request: RawRequest) => Promise<RawAnswer>;

const EDITOR = { sub: 'ada', groups: ['editor'] };
/** The headers that clients may depend on. */
const COMPARED = [
  'allow',
  'accept-patch',
  'cache-control',
  'content-type',
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'retry-after',
  'vary',
];

/** Starts the app twice: as a server on the embedded database, and as a function under Amazon's runtime client on DynamoDB Local. */
export async function startServerAndLambda(): Promise<ServerAndLambda> {
  const [target, database] = await Promise.all([startServerTarget({ database: 'embedded', probed: true }), startDynamoDbLocal()]);
  const { issuer } = target;
  const lambda = await startLambdaFunction({ database, settings: { WORKSPACE: issuer.workspace } });
  const token = issuer.tokenFor(EDITOR);
  const claims = claimsAsText(issuer.claimsFor(EDITOR));

  const byServer: Way = async (request) =>
    await sendRaw(target.server().port, { ...request, headers: { Authorization: `Bearer ${token}`, ...request.headers } });

  const byLambda: Way = async ({ method, url, headers, body }) => {
    const length = body.length === 0 ? {} : { 'Content-Length': String(body.length) };
    const rawHeaders = Object.entries({ Host: 'localhost', ...headers, ...length }).flat();
    const event = eventOf({ method, url, rawHeaders, body, sourceIp: '192.0.2.1', routeKey: PROXY_ROUTE, claims });
    const answer = await ask(lambda, event);
    return { status: answer.status, headers: answer.headers, body: answer.text };
  };

  const [serverIds, lambdaIds] = await Promise.all([createRecords(byServer), createRecords(byLambda)]);

  return {
    async ask(request) {
      const asked = withIds(request, serverIds);
      const [answer, lambda] = await Promise.all([byServer(asked), byLambda(withIds(request, lambdaIds))]);
      return { server: comparable(answer), lambda: comparable(lambda), asked, answer };
    },
    server: async (request) => await byServer(withIds(request, serverIds)),
    process: target.server,
    output: () => target.output() + lambda.output(),
    async close() {
      await lambda.close();
      await Promise.all([target.close(), database.close()]);
    },
  };
}

/** Creates a record of each type. Returns the ids by type. */
async function createRecords(send: Way): Promise<ReadonlyMap<string, string>> {
  const headers = { 'Content-Type': 'application/json' };
  const bodies = { tasks: '{"title":"a task"}', customers: '{"name":"a customer"}' };
  const ids = new Map<string, string>();
  for (const [type, text] of Object.entries(bodies)) {
    const { status, body } = await send({ method: 'POST', url: `/api/v1/${type}`, headers, body: Buffer.from(text) });
    if (status !== 201) throw new Error(`a record of ${type} cannot be made: ${status} ${body}`);
    ids.set(type, JSON.parse(body).id);
  }
  return ids;
}

function withIds(request: RawRequest, ids: ReadonlyMap<string, string>): RawRequest {
  const id = ids.get(request.url.startsWith('/api/v1/customers') ? 'customers' : 'tasks') ?? '';
  const url = request.url.replaceAll('{id}', id);
  const body = request.body.includes('{id}') ? Buffer.from(request.body.toString().replaceAll('{id}', id)) : request.body;
  return { ...request, url, body };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
/** Node 24 adds this to the position in the message of a JSON error, Node 20 does not. */
const LINE_AND_COLUMN = / \(line \d+ column \d+\)/g;
const CURSOR = /(?<="nextCursor":"|cursor=)[\w-]+/g;

function comparable({ status, headers, body }: RawAnswer): ComparableAnswer {
  const names = new Map<string, string>();
  const named = (id: string) => {
    const name = names.get(id) ?? `<id ${names.size}>`;
    names.set(id, name);
    return name;
  };
  const plain = (text: string) =>
    text.replaceAll(TIME, '<time>').replaceAll(CURSOR, '<cursor>').replaceAll(UUID, named).replaceAll(LINE_AND_COLUMN, '');
  const kept = COMPARED.map((name): [string, string | undefined] => [name, headers[name] === undefined ? undefined : plain(headers[name])]);
  // Only the server compresses /api/openapi.json.
  const vary = headers['vary']?.replace(/(^|, )Accept-Encoding$/, '') || undefined;
  // API Gateway decodes paths.
  return { ...Object.fromEntries(kept), vary, status, body: plain(body).replace(/"instance":"[^"]*"/, (text) => safelyDecoded(text)) };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
