import type { Caller } from '../identity/caller.ts';
import type { Role } from '../identity/roles.ts';
import type { IfMatch, Scope } from '../store/record-store.ts';
import type { EntityTagTest } from './request/preconditions.ts';
import type { Query } from './request/query-parameters.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type MediaType = 'application/json' | 'application/merge-patch+json' | 'text/csv';

/** The operation's id in the OpenAPI document, where `Record` and `Records` become the type's own name. Each is described in `openapi-operations.ts`. */
export type RouteName = ServiceRouteName | RecordRouteName;
export type ServiceRouteName = 'checkHealth' | 'checkReadiness' | 'readOpenApi' | 'listRecordTypes';
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
 * One route of the API, as data: who may call it, what it takes and what it gives. `serveRoute` enforces it, the OpenAPI
 * document describes it, and the access tests are generated from it. A route without a `role` does not compile.
 */
export interface Route {
  readonly name: RouteName;
  readonly method: Method;
  /** With `:type` and `:id` as Express writes them. */
  readonly path: string;
  /** The least role that may call it. */
  readonly role: Role | 'anyone';
  /** A query parameter that, when it is `true`, asks for a higher role. */
  readonly elevated?: { readonly parameter: string; readonly role: Role };
  /** Query parameters that it takes, all of them `true` or `false`; `list` and `count`: what `list-query.ts` makes of the record type. */
  readonly parameters?: readonly string[] | 'list' | 'count';
  /** Headers that it heeds. */
  readonly heeds?: readonly HeededHeader[];
  readonly produces?: readonly MediaType[];
  readonly body?: { readonly types: readonly MediaType[] /** bytes */; readonly limit: number };
  /** Whether a record in the trash counts as there; `elevated`: where the elevated parameter is `true`. */
  readonly findsTrashed?: boolean | 'elevated';
  readonly handle: (request: ApiRequest) => Answer | Promise<Answer>;
}

export type HeededHeader = 'if-match' | 'if-none-match' | 'idempotency-key';

/** A request that was found fit for its route. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Not checked yet where the route's parameters are `list` or `count`. */
  readonly query: Query;
  /** The route's parameters that are `true`. */
  readonly flags: ReadonlySet<string>;
  /** What the route heeds of the headers; `undefined` for what was not sent. */
  readonly ifMatch: IfMatch | undefined;
  readonly ifNoneMatch: EntityTagTest | undefined;
  readonly idempotencyKey: string | undefined;
  /** The bytes as they came; empty where the route takes no body. */
  readonly body: Buffer;
  /** The body's JSON, where the route takes JSON. */
  readonly json: unknown;
  /** What the client wants of what the route gives. */
  readonly accepted: MediaType;
  readonly requestId: string;
  /** For any route that not `anyone` may call. */
  readonly caller: Caller;
  /** For a path with `:type`: the caller's records of that type. */
  readonly scope: Scope;
  /** For a path with `:id`. */
  readonly id: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or the text of another type; left out for an answer without a body. */
  readonly body?: unknown;
  readonly contentType?: string;
}
