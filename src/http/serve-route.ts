import type { Request, RequestHandler, Response } from 'express';
import Negotiator from 'negotiator';
import { allows } from '../identity/caller.ts';
import type { RecordStore } from '../store/record-store.ts';
import { unavailable } from './failures.ts';
import { malformed, Problem } from './problem.ts';
import { type Parameters, readParameters, unknownParameters } from './query-parameters.ts';
import { readBody } from './read-body.ts';
import type { Answer, ApiRequest, MediaType, Route } from './route.ts';

export interface ServeRouteOptions {
  readonly store: RecordStore;
  /** Milliseconds that a request may take. */
  readonly deadline: () => number;
}

const JSON_ONLY: readonly MediaType[] = ['application/json'];

/** Serves one route: admits the request, has it handled within its time, sends the answer. */
export function serveRoute(route: Route, { store, deadline }: ServeRouteOptions): RequestHandler {
  /** Of several faults a missing record is told first; it is looked for only when the request is refused anyway. */
  async function refuse(refusal: unknown, res: Response): Promise<never> {
    const { scope, recordId } = res.locals;
    if (scope !== undefined && recordId !== undefined) await store.get(scope, recordId, { trashed: route.findsTrashed ?? false });
    throw refusal;
  }

  async function answer(req: Request, res: Response): Promise<Answer> {
    const request = await admit(route, req, res).catch(async (refusal: unknown) => await refuse(refusal, res));
    return await route.handle(request);
  }

  return async function serve(req, res) {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    const tooSlow = () => unavailable(!isRead, new Error('the deadline of the request has passed'));
    send(res, await within(deadline(), tooSlow, answer(req, res)));
  };
}

/** The order in which a request's faults are told: 403, 406, 415 or 413, 400. Who calls and which path it is was settled before. */
async function admit(route: Route, req: Request, res: Response): Promise<ApiRequest> {
  checkRole(route, req, res);
  const produces = route.produces ?? JSON_ONLY;
  if (produces.length > 1) res.vary('Accept');
  const accepted = negotiate(req, produces);
  const body = route.body === undefined ? Buffer.alloc(0) : await readBody(req, res, route.body);
  const query = readParameters(req.url);
  checkParameters(route, query);
  const { caller, scope, recordId, requestId = '' } = res.locals;
  return {
    method: req.method,
    path: req.path,
    headers: req.headers,
    query,
    body,
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

function checkRole({ role, elevated }: Route, req: Request, { locals: { caller } }: Response): void {
  if (role === 'anyone') return;
  const asksForMore = elevated !== undefined && new URLSearchParams(req.url.split('?')[1]).get(elevated.parameter) === 'true';
  const needed = asksForMore ? elevated.role : role;
  if (caller === undefined || !allows(caller, needed)) {
    throw new Problem('forbidden', { detail: `This takes the role ${needed}.` });
  }
}

function negotiate(req: Request, produces: readonly MediaType[]): MediaType {
  // All text is UTF-8, so a charset parameter changes nothing; left in, it would match no type.
  const accept = req.headers.accept?.replaceAll(/;\s*charset\s*=\s*("[^"]*"|[^;,\s]*)/gi, '');
  const headers = { accept };
  const [chosen] = new Negotiator({ headers }).mediaTypes([...produces]);
  const accepted = produces.find((type) => type === chosen);
  if (accepted === undefined) throw new Problem('not-acceptable', { detail: `This path gives ${produces.join(' or ')}.` });
  return accepted;
}

function checkParameters({ parameters = [] }: Route, query: Parameters): void {
  if (typeof parameters === 'string') return;
  const faults = unknownParameters(query, parameters);
  if (faults.length > 0) throw malformed(faults);
}

async function within(milliseconds: number, tooSlow: () => Problem, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), milliseconds);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function send(res: Response, { status, headers = {}, body, contentType }: Answer): void {
  res.status(status).set(headers);
  if (body === undefined) res.end();
  else if (contentType === undefined) res.type('application/json').send(JSON.stringify(body));
  else res.type(contentType).send(String(body));
}

function given<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the route has no ${name}`);
  return value;
}

