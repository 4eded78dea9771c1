import type { History } from '../history/history.ts';
import type { Role } from '../identity/roles.ts';
import type { People } from '../people/people.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { Idempotency } from '../store/idempotency.ts';
import type { RecordStore } from '../store/record-store.ts';
import { operationIdsOf } from './operation-id.ts';
import type { RecordOperations } from './record-operations.ts';
import type { OwnOperation, Route } from './route.ts';

/** What a route of `src/routes` can use. */
export interface RouteServices {
  readonly recordTypes: readonly RecordType[];
  /** For reads. It checks no values. */
  readonly store: RecordStore;
  /** For writes: checks values, references and rules first. */
  readonly operations: RecordOperations;
  readonly people: People;
  readonly idempotency: Idempotency;
  /** `undefined`: the service keeps none. */
  readonly history: History | undefined;
}

/** A route of `src/routes`. On AWS, API Gateway requires a token for it, so there is no role `anyone`. */
export interface OwnRoute extends Omit<Route, 'name' | 'role' | 'action' | 'operation' | 'parameters'> {
  readonly role: Role;
  /** Query parameters that are `true` or `false`. */
  readonly parameters?: readonly string[];
  readonly operation: OwnOperation;
}

export type CreateOwnRoute = (services: RouteServices) => OwnRoute;

/** The document has one more route, which `openapi/` adds. */
const OPEN_API_ID = 'readOpenApi';
const PATH = /^\/api\/v1\/[a-z0-9][a-z0-9-]*(\/([a-z0-9][a-z0-9-]*|:id|:person))*$/;

/**
 * Adds the names of own routes.
 * @throws {TypeError} if a path is malformed, belongs to a record type or to the service, or is there twice, or if an operationId is taken
 */
export function nameOwnRoutes(own: readonly OwnRoute[], { recordTypes, routes }: Taken): Route[] {
  const words = new Set([...recordTypes.map(({ name }) => name), ...routes.map(({ path }) => firstWord(path))]);
  const ids = new Set([OPEN_API_ID, ...routes.flatMap((route) => operationIdsOf(route, recordTypes))]);
  const faults = own.flatMap(({ method, path, operation: { operationId } }, index) => {
    const before = own.slice(0, index);
    const isTwice = before.some((other) => shapeOf(other.path) === shapeOf(path) && other.method === method);
    const isNamedTwice = ids.has(operationId) || before.some((other) => other.operation.operationId === operationId);
    return [
      ...(PATH.test(path)
        ? []
        : [`the route ${path} must be /api/v1/, a word of lower-case letters, digits and hyphens, and more words, :id or :person`]),
      ...(words.has(firstWord(path)) ? [`the route ${path} is below a record type or a path of the service; rename one of them`] : []),
      ...(isTwice ? [`the route ${method.toUpperCase()} ${path} is there twice; remove one`] : []),
      ...(isNamedTwice ? [`two routes have the operationId "${operationId}"; rename one`] : []),
    ];
  });
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
  return own.map((route) => ({ name: 'ownRoute', ...route }));
}

interface Taken {
  readonly recordTypes: readonly RecordType[];
  /** The routes of the service. */
  readonly routes: readonly Route[];
}

/** Returns a path without the names of its parameters, because they do not tell paths apart. */
function shapeOf(path: string): string {
  return path.replaceAll(/:\w+/g, ':');
}

/** Returns the first word after `/api/v1`. */
function firstWord(path: string): string {
  return path.split('/')[3] ?? '';
}
