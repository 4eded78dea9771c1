import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { includesRole } from '../identity/roles.ts';
import { DEFAULT_TIME_ZONE } from '../schema/moment.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { TimeLimit } from '../store/time-limit.ts';
import { newChangeSet } from '../store/write-id.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import { Problem } from './problem.ts';
import { throwRecordFirst } from './record-first.ts';
import { readContinuedChangeSet } from './request/continued-change-set.ts';
import { createFaultCollector, type FaultCollector, isFault } from './request/fault-collector.ts';
import { readBoolean } from './request/filter-parameters.ts';
import { readIdempotencyKey } from './request/idempotency-key.ts';
import { parseJson } from './request/json-body.ts';
import { chooseMediaType } from './request/negotiation.ts';
import { readIfMatch, readIfNoneMatch } from './request/preconditions.ts';
import { type Query, readQuery, repeated, singleValue, unknownParameters } from './request/query-parameters.ts';
import { readBody } from './request/read-body.ts';
import { readTimeZone } from './request/time-zone.ts';
import type { Answer, ApiRequest, MediaType, Route } from './route.ts';
import { unavailable } from './to-problem.ts';

export interface ServeRouteOptions {
  readonly store: RecordStore;
  /** Returns the remaining time for a request, in milliseconds. */
  readonly deadline: () => number;
  readonly timeLimit: TimeLimit;
  readonly concurrencyLimit: ConcurrencyLimit;
}

/** Stop the store 100 ms early so that its error, which knows whether a write was applied, wins over the timeout. */
const ANSWER_MS = 100;

/** Serves one route: checks the request, runs its handler within the deadline, and sends the response. */
export function serveRoute(route: Route, { store, deadline, timeLimit, concurrencyLimit }: ServeRouteOptions): RequestHandler {
  async function handle(request: ApiRequest): Promise<Answer> {
    const answer = await within(request.method, async () => await route.handle(request));
    const isWrite = route.method !== 'get' && !request.flags.has('dryRun');
    return isWrite ? { ...answer, headers: { 'Change-Set': request.author.changeSet, ...answer.headers } } : answer;
  }

  async function answer(req: Request, res: Response): Promise<Answer> {
    try {
      // The deadline excludes the time to receive the body, which the server limits.
      const request = await admit(route, req, res);
      // Public routes skip the queue, so that health checks succeed on a busy service.
      return route.role === 'anyone' ? await handle(request) : await concurrencyLimit.run(async () => await handle(request));
    } catch (error) {
      const { scope, caller, recordId: id } = res.locals;
      if (id === undefined || !isRefusal(error)) throw error;
      if (caller !== undefined) await within('GET', async () => await route.find?.(caller, id));
      if (scope === undefined) throw error;
      const trashed = route.includesTrashed === 'elevated' ? isElevated(route, req) : (route.includesTrashed ?? false);
      return await within('GET', async () => await throwRecordFirst(store, { scope, id, trashed }, error));
    }
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

/** Checks a request in this order: 403, 406, 415 or 413, 400. The path and the caller are already checked. */
async function admit(route: Route, req: Request, res: Response): Promise<ApiRequest> {
  checkRole(route, req, res);
  if (route.produces !== undefined) res.vary('Accept');
  if (route.readsHeaders?.includes('time-zone')) res.vary('Time-Zone');
  const accepted = negotiate(route, req);
  const body = route.body === undefined ? Buffer.alloc(0) : await readBody(req, res, route.body);
  const faults = createFaultCollector();
  const query = readQuery(req.url);
  const headers = readHeaders(route, req.headers, faults);
  const flags = readFlags(route, query, faults);
  const json = hasJson(route, body) ? faults.collect(() => parseJson(body)) : undefined;
  faults.throwIfAny();
  const { caller, scope, recordId, personId, version, changeSet, requestId = '' } = res.locals;
  const ownChangeSet = route.method === 'get' ? undefined : newChangeSet();
  return {
    method: req.method,
    path: req.path,
    query,
    flags,
    ...headers,
    body,
    json,
    accepted,
    requestId,
    get caller() {
      return required(caller, 'caller');
    },
    get author() {
      return { by: required(caller, 'caller').sub, changeSet: required(ownChangeSet, 'change set of its own') };
    },
    get scope() {
      return required(scope, 'record type');
    },
    get id() {
      return required(recordId ?? personId, 'id');
    },
    get version() {
      return required(version, 'version');
    },
    get changeSet() {
      return required(changeSet, 'change set');
    },
  };
}

function hasJson({ body: rules }: Route, body: Buffer): boolean {
  if (rules?.mayBeEmpty === true && body.length === 0) return false;
  return rules?.types.includes('application/json') ?? false;
}

/** Checks whether a request failed before its record was read. `invalid-record` does not count: the write has read the record already. */
function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status < 500 && error.slug !== 'invalid-record';
}

function isElevated({ elevatedBy }: Route, req: Request): boolean {
  return elevatedBy !== undefined && new URLSearchParams(req.url.split('?')[1]).get(elevatedBy.parameter) === 'true';
}

function checkRole(route: Route, req: Request, { locals: { caller } }: Response): void {
  if (route.role === 'anyone') return;
  const role = route.elevatedBy !== undefined && isElevated(route, req) ? route.elevatedBy.role : route.role;
  if (!includesRole(caller?.role, role)) throw new Problem('forbidden', { detail: `This requires the role ${role}.` });
}

/** Chooses the media type of the response. DELETE and HEAD accept any, because their responses have no body. Problems ignore `Accept`. */
function negotiate({ produces = ['application/json'] }: Route, { method, headers }: Request): MediaType {
  const [first = 'application/json'] = produces;
  const chosen = chooseMediaType(headers.accept, produces) ?? (method === 'DELETE' || method === 'HEAD' ? first : undefined);
  if (chosen === undefined) throw new Problem('not-acceptable', { detail: `This path returns ${produces.join(' or ')}.` });
  return chosen;
}

function readHeaders({ readsHeaders = [] }: Route, headers: IncomingHttpHeaders, { collect }: FaultCollector) {
  return {
    ifMatch: readsHeaders.includes('if-match') ? collect(() => readIfMatch(headers)) : undefined,
    ifNoneMatch: readsHeaders.includes('if-none-match') ? collect(() => readIfNoneMatch(headers)) : undefined,
    timeZone: readsHeaders.includes('time-zone') ? (collect(() => readTimeZone(headers)) ?? DEFAULT_TIME_ZONE) : DEFAULT_TIME_ZONE,
    idempotencyKey: readsHeaders.includes('idempotency-key') ? collect(() => readIdempotencyKey(headers)) : undefined,
    continues: readsHeaders.includes('change-set') ? collect(() => readContinuedChangeSet(headers)) : undefined,
  };
}

function readFlags({ parameters: allowed = [], textParameters = [] }: Route, query: Query, faults: FaultCollector): ReadonlySet<string> {
  if (typeof allowed === 'string') return new Set();
  faults.add(...query.faults, ...unknownParameters(query.parameters, [...allowed, ...textParameters]));
  faults.add(...textParameters.flatMap((name) => ((query.parameters.get(name)?.length ?? 0) > 1 ? [repeated(name)] : [])));
  const isSet = (name: string) => {
    const text = singleValue(query.parameters, name) ?? 'false';
    return faults.take(isFault(text) ? text : readBoolean(name, text), false);
  };
  return new Set(allowed.filter(isSet));
}

// Not with Express's `send`: it would answer `If-None-Match: *` with 304 even if the response has no entity tag.
function send(res: Response, { status, headers = {}, body, contentType = 'application/json; charset=utf-8' }: Answer): void {
  res.status(status).set(headers);
  if (body === undefined) {
    res.end();
    return;
  }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  res.set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) }).end(bytes);
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the route has no ${name}`);
  return value;
}
