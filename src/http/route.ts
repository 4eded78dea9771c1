import type { Caller } from '../identity/caller.ts';
import type { Role } from '../identity/roles.ts';
import type { IfMatch, Scope } from '../store/record-store.ts';
import type { EntityTagTest } from './request/preconditions.ts';
import type { Query } from './request/query-parameters.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type MediaType = 'application/json' | 'application/merge-patch+json' | 'text/csv';

/** The operation's id in the OpenAPI document, with the name of the type instead of `Record` and `Records`. */
export type RouteName = ServiceRouteName | PeopleRouteName | RecordRouteName;
export type ServiceRouteName = 'checkHealth' | 'checkReadiness' | 'readOpenApi' | 'listRecordTypes';
export type PeopleRouteName = 'listPeople' | 'readMe' | 'replaceMe' | 'erasePerson';
export type RecordRouteName =
  | 'listRecords'
  | 'countRecords'
  | 'createRecord'
  | 'readRecord'
  | 'replaceRecord'
  | 'patchRecord'
  | 'deleteRecord'
  | 'restoreRecord'
  | 'batchRecords'
  | 'importRecords';

/**
 * One route of the API, as data: who may call it, what it accepts and what it returns. `serveRoute` enforces it, the OpenAPI
 * document describes it, and the access tests are generated from it. A route without a `role` does not compile.
 */
export interface Route {
  readonly name: RouteName;
  readonly method: Method;
  /** In the syntax of Express, with `:type` and `:id`, or with `:person`. */
  readonly path: string;
  /** The lowest role that may call it. */
  readonly role: Role | 'anyone';
  /** A query parameter that requires a higher role if it is `true`. */
  readonly elevatedBy?: { readonly parameter: string; readonly role: Role };
  /**
   * The names of its query parameters, whose values are `true` or `false`. Or a word for a set of parameters:
   * `list`, `count` and `record` for those that `list-query.ts` derives from the record type, `page` for those of `page-query.ts`.
   */
  readonly parameters?: readonly string[] | 'list' | 'count' | 'page' | 'record';
  /** Query parameters that are texts, which the handler checks. */
  readonly textParameters?: readonly string[];
  /** Request headers that it reads. */
  readonly readsHeaders?: readonly ReadHeader[];
  readonly produces?: readonly MediaType[];
  readonly body?: { readonly types: readonly MediaType[] /** bytes */; readonly limit: number };
  /** Whether the route also finds records in the trash. `elevated`: only if the parameter of `elevatedBy` is `true`. */
  readonly includesTrashed?: boolean | 'elevated';
  readonly handle: (request: ApiRequest) => Answer | Promise<Answer>;
}

export type ReadHeader = 'if-match' | 'if-none-match' | 'idempotency-key' | 'time-zone';

/** A request that its route accepts. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Not checked yet if the route's parameters are `list`, `count` or `page`. */
  readonly query: Query;
  /** The route's parameters that are `true`. */
  readonly flags: ReadonlySet<string>;
  /** The headers that the route reads; `undefined` for those that were not sent. */
  readonly ifMatch: IfMatch | undefined;
  readonly ifNoneMatch: EntityTagTest | undefined;
  readonly idempotencyKey: string | undefined;
  /** UTC if the route does not read it. */
  readonly timeZone: string;
  /** The bytes of the body; empty if the route has none. */
  readonly body: Buffer;
  /** The JSON of the body, if the route accepts JSON. */
  readonly json: unknown;
  /** The format of the route that the client prefers. */
  readonly accepted: MediaType;
  readonly requestId: string;
  /** @throws if `anyone` may call the route */
  readonly caller: Caller;
  /** The caller's records of the type in the path. @throws if the path has no `:type` */
  readonly scope: Scope;
  /** The id of the record or the person. @throws if the path has neither `:id` nor `:person` */
  readonly id: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent unchanged, other values as JSON. Absent if the response has no body. */
  readonly body?: unknown;
  readonly contentType?: string;
}
