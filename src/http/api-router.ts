import express, { type Router } from 'express';
import { isRecordId } from '../schema/record-id.ts';
import type { RecordType } from '../schema/record-type.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';
import { type ServeRouteOptions, serveRoute } from './serve-route.ts';

export interface ApiRouterOptions extends ServeRouteOptions {
  readonly routes: readonly Route[];
  readonly recordTypes: readonly RecordType[];
}

/** Express routes for the API's routes: exact paths, and a 405 for the methods that a path does not take. */
export function createApiRouter({ routes, recordTypes, ...serving }: ApiRouterOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const types = new Map(recordTypes.map((type) => [type.name, type]));

  router.param('type', (_req, res, next, name: string) => {
    const type = types.get(name);
    if (type === undefined || res.locals.caller === undefined)
      throw new Problem('not-found', { detail: `There is no record type "${name}".` });
    res.locals.scope = { workspace: res.locals.caller.workspace, type };
    next();
  });
  router.param('id', (_req, res, next, id: string) => {
    if (!isRecordId(id)) throw new Problem('not-found', { detail: 'A record’s id is a UUID in lower case.' });
    res.locals.recordId = id;
    next();
  });

  for (const [path, served] of byPath(routes)) {
    const allow = served.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
    const place = router.route(path);
    place.all((_req, res, next) => {
      res.locals.route = path;
      next();
    });
    for (const route of served) place[route.method](serveRoute(route, serving));
    place.all(async (_req, { locals: { scope, recordId } }) => {
      // A missing record is told before a method that its path does not take.
      const trashed = served.some(({ findsTrashed }) => findsTrashed === true);
      if (scope !== undefined && recordId !== undefined) await serving.store.get(scope, recordId, { trashed });
      throw new Problem('method-not-allowed', { detail: `This path takes ${allow}.`, headers: { Allow: allow } });
    });
  }
  return router;
}

/** Fixed words come before `:id`, which would take them for ids. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return [...paths].sort(([a], [b]) => Number(a.endsWith('/:id')) - Number(b.endsWith('/:id')));
}
