import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { includesRole } from '../identity/roles.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { TimeLimit } from '../store/time-limit.ts';
import type { Turns } from './concurrency-limit.ts';
import { Problem } from './problem.ts';
import { createFaultCollector, type FaultCollector, isFault } from './request/fault-collector.ts';
import { readBoolean } from './request/filter-parameters.ts';
import { readIdempotencyKey } from './request/idempotency-key.ts';
import { parseJson } from './request/json-body.ts';
import { chooseMediaType } from './request/negotiation.ts';
import { readIfMatch, readIfNoneMatch } from './request/preconditions.ts';
import { type Query, readQuery, singleValue, unknownParameters } from './request/query-parameters.ts';
import { readBody } from './request/read-body.ts';
import type { Answer, ApiRequest, MediaType, Route } from './route.ts';
import { unavailable } from './to-problem.ts';

export interface ServeRouteOptions {
  readonly store: RecordStore;
  /** Milliseconds that a request may take. */
  readonly deadline: () => number;
  readonly timeLimit: TimeLimit;
  readonly turns: Turns;
}

/** The store ends so much before the deadline: it knows what became of each part of the request, the clock alone does not. */
const ANSWER_MS = 100;

/** Serves one route: admits the request, has it handled within its time, sends the answer. */
export function serveRoute(route: Route, { store, deadline, timeLimit, turns }: ServeRouteOptions): RequestHandler {
  async function handle(request: ApiRequest): Promise<Answer> {
    return await within(request.method, async () => await route.handle(request));
  }

  async function answer(req: Request, res: Response): Promise<Answer> {
    try {
      // What the client takes to send its body is bounded by the server, and no fault of ours.
      const request = await admit(route, req, res);
      // Whether the service is alive is told out of turn: one that is busy must not be taken for dead.
      return route.role === 'anyone' ? await handle(request) : await turns.run(async () => await handle(request));
    } catch (error) {
      // A request that is refused only reads.
      if (isRefusal(error)) await within('GET', async () => await findRecord(req, res));
      throw error;
    }
  }

  /** Of several faults a missing record is told first; it is looked for only when the request is refused anyway. */
  async function findRecord(req: Request, { locals: { scope, recordId } }: Response): Promise<void> {
    const trashed = route.findsTrashed === 'elevated' ? asksForMore(route, req) : route.findsTrashed;
    if (scope !== undefined && recordId !== undefined) await store.get(scope, recordId, { trashed: trashed ?? false });
  }

  async function within<Result>(method: string, run: () => Promise<Result>): Promise<Result> {
    const milliseconds = deadline();
    let timer: NodeJS.Timeout | undefined;
    const isRead = method === 'GET' || method === 'HEAD';
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable(!isRead, new Error('the deadline of the request has passed'))), milliseconds);
    });
    try {
      return await Promise.race([timeLimit.hold(milliseconds - ANSWER_MS, run), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  return async function serve(req, res) {
    send(res, await answer(req, res));
  };
}

/** The order in which a request's faults are told: 403, 406, 415 or 413, 400. Who calls and which path it is was settled before. */
async function admit(route: Route, req: Request, res: Response): Promise<ApiRequest> {
  checkRole(route, req, res);
  if (route.produces !== undefined) res.vary('Accept');
  const accepted = negotiate(route, req);
  const body = route.body === undefined ? Buffer.alloc(0) : await readBody(req, res, route.body);
  const faults = createFaultCollector();
  const query = readQuery(req.url);
  const heeded = readHeeded(route, req.headers, faults);
  const flags = readFlags(route, query, faults);
  const json = route.body?.types.includes('application/json') ? faults.collect(() => parseJson(body)) : undefined;
  faults.throwIfAny();
  const { caller, scope, recordId, requestId = '' } = res.locals;
  return {
    method: req.method,
    path: req.path,
    query,
    flags,
    ...heeded,
    body,
    json,
    accepted,
    requestId,
    get caller() {
      return given(caller, 'caller');
    },
    get scope() {
      return given(scope, 'record type');
    },
    get id() {
      return given(recordId, 'id');
    },
  };
}

/** Whether the request itself was found at fault, and not yet by a write that has looked for the record before. */
function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status < 500 && error.slug !== 'invalid-record';
}

function asksForMore({ elevated }: Route, req: Request): boolean {
  return elevated !== undefined && new URLSearchParams(req.url.split('?')[1]).get(elevated.parameter) === 'true';
}

function checkRole(route: Route, req: Request, { locals: { caller } }: Response): void {
  if (route.role === 'anyone') return;
  const needed = route.elevated !== undefined && asksForMore(route, req) ? route.elevated.role : route.role;
  if (!includesRole(caller?.role, needed)) {
    throw new Problem('forbidden', { detail: `This takes the role ${needed}.` });
  }
}

/** A request whose answer has no body accepts every format. Problems are sent whatever a request accepts. */
function negotiate({ produces = ['application/json'] }: Route, { method, headers }: Request): MediaType {
  const [first = 'application/json'] = produces;
  const chosen = chooseMediaType(headers.accept, produces) ?? (method === 'DELETE' || method === 'HEAD' ? first : undefined);
  if (chosen === undefined) throw new Problem('not-acceptable', { detail: `This path returns ${produces.join(' or ')}.` });
  return chosen;
}

function readHeeded({ heeds = [] }: Route, headers: IncomingHttpHeaders, { collect }: FaultCollector) {
  return {
    ifMatch: heeds.includes('if-match') ? collect(() => readIfMatch(headers)) : undefined,
    ifNoneMatch: heeds.includes('if-none-match') ? collect(() => readIfNoneMatch(headers)) : undefined,
    idempotencyKey: heeds.includes('idempotency-key') ? collect(() => readIdempotencyKey(headers)) : undefined,
  };
}

function readFlags({ parameters: allowed = [] }: Route, query: Query, faults: FaultCollector): ReadonlySet<string> {
  if (typeof allowed === 'string') return new Set();
  faults.add(...query.faults, ...unknownParameters(query.parameters, allowed));
  const isSet = (name: string) => {
    const text = singleValue(query.parameters, name) ?? 'false';
    return faults.take(isFault(text) ? text : readBoolean(name, text), false);
  };
  return new Set(allowed.filter(isSet));
}

// Not by Express's `send`, which would answer `If-None-Match: *` with 304 where there is no tag to match.
function send(res: Response, { status, headers = {}, body, contentType = 'application/json; charset=utf-8' }: Answer): void {
  res.status(status).set(headers);
  if (body === undefined) {
    res.end();
    return;
  }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  res.set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) }).end(bytes);
}

function given<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the route has no ${name}`);
  return value;
}
