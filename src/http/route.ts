import type { IncomingHttpHeaders } from 'node:http';
import type { Caller, Role } from '../identity/caller.ts';
import type { Scope } from '../store/record-store.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type MediaType = 'application/json' | 'application/merge-patch+json' | 'text/csv';

/**
 * One route of the API, as data: who may call it, what it takes and what it gives. `serveRoute` enforces it, the OpenAPI
 * document describes it, and the access tests are generated from it. A route without a `role` does not compile.
 */
export interface Route {
  /** The operation's id in the OpenAPI document. */
  readonly name: string;
  readonly method: Method;
  /** With `:type` and `:id` as Express writes them. */
  readonly path: string;
  /** The least role that may call it. */
  readonly role: Role | 'anyone';
  /** A query parameter that, when it is `true`, asks for a higher role. */
  readonly elevated?: { readonly parameter: string; readonly role: Role };
  /** Query parameters that it takes; `list` and `count`: what `list-query.ts` makes of the record type. */
  readonly parameters?: readonly string[] | 'list' | 'count';
  readonly produces?: readonly MediaType[];
  readonly body?: { readonly types: readonly MediaType[]; /** bytes */ readonly limit: number };
  /** Whether a record in the trash counts as there. */
  readonly findsTrashed?: boolean;
  readonly handle: (request: ApiRequest) => Answer | Promise<Answer>;
}

/** A request that was found fit for its route. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Each name once; checked against the route's parameters. */
  readonly query: ReadonlyMap<string, string>;
  /** The bytes as they came; empty where the route takes no body. */
  readonly body: Buffer;
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
