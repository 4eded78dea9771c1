import type { Caller } from '../identity/caller.ts';
import type { Role } from '../identity/roles.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { Author, IfMatch, Scope } from '../store/record-store.ts';
import type { ProblemSlug } from './problem.ts';
import type { EntityTagTest } from './request/preconditions.ts';
import type { Query } from './request/query-parameters.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type MediaType = 'application/json' | 'application/merge-patch+json' | 'text/csv';

/** The id of the operation in the OpenAPI document. There, the name of the type replaces `Record` and `Records`. */
export type RouteName =
  | ServiceRouteName
  | ChangeRouteName
  | PeopleRouteName
  | ViewRouteName
  | RecordRouteName
  | ActionRouteName
  | OwnRouteName;
/** A route of `src/routes`. Its `operation` has the id. */
export type OwnRouteName = 'ownRoute';
export type ActionRouteName = 'runRecordAction';
export type ServiceRouteName = 'checkHealth' | 'checkReadiness' | 'readOpenApi' | 'listRecordTypes';
export type ChangeRouteName = 'listChanges' | 'listChangeSets' | 'undoChangeSet';
export type PeopleRouteName = 'listPeople' | 'readMe' | 'replaceMe' | 'erasePerson';
export type ViewRouteName = 'listViews' | 'createView' | 'readView' | 'patchView' | 'deleteView';
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
  | 'importRecords'
  | 'listRecordHistory'
  | 'readRecordVersion'
  | 'restoreRecordVersion';

/**
 * A route of the API as data: its role, its input and its output. `serveRoute` enforces it, and the OpenAPI document describes it.
 * The access tests are generated from it. `role` is required, so that no route is public by mistake.
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
   * Its boolean query parameters, or the name of a set of parameters.
   * `list`, `count` and `record` depend on the record type (see `list-query.ts`); `page` is in `page-query.ts`, `changes` in `feed-query.ts`.
   */
  readonly parameters?: readonly string[] | 'list' | 'count' | 'page' | 'record' | 'changes';
  /** Query parameters with text values, each given once. The handler checks the values. */
  readonly textParameters?: readonly string[];
  /** Request headers that it reads. */
  readonly readsHeaders?: readonly ReadHeader[];
  readonly produces?: readonly MediaType[];
  readonly body?: BodyRules;
  /** Whether the route also finds records in the trash. `elevated`: only if the parameter of `elevatedBy` is `true`. */
  readonly includesTrashed?: boolean | 'elevated';
  /** Finds what the path names, if that is no record of a type in the path: a 404 has priority over other refusals. @throws {NotFound} */
  readonly find?: (caller: Caller, id: string) => Promise<unknown>;
  /** The action that it runs. Its path then has the name of the type instead of `:type`. */
  readonly action?: { readonly type: RecordType; readonly name: string };
  /** Its text in the OpenAPI document, if `src/openapi` has none. */
  readonly operation?: OwnOperation;
  readonly handle: (request: ApiRequest) => Answer | Promise<Answer>;
}

export interface BodyRules {
  readonly types: readonly MediaType[];
  /** Bytes. */
  readonly limit: number;
  /** Whether an empty body is accepted, with any media type. Default: false. */
  readonly mayBeEmpty?: boolean;
}

/** The OpenAPI text of a route of `src/routes`. Role, headers, limits and the problems of every route follow from the route. */
export interface OwnOperation {
  /** Unique in the document, such as `reportOverdueTasks`. */
  readonly operationId: string;
  /** The group of the operation. The first route with a tag describes it. */
  readonly tag: { readonly name: string; readonly description: string };
  readonly summary: string;
  readonly description: string;
  /** A text for each name in `parameters` and `textParameters`. */
  readonly parameters?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly body?: OwnContent;
  /** By status, without problems. */
  readonly answers: Readonly<Record<number, { readonly description: string } | OwnContent>>;
  /** Problems that the handler throws. */
  readonly problems?: readonly ProblemSlug[];
}

export interface OwnContent {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

export type ReadHeader = 'if-match' | 'if-none-match' | 'idempotency-key' | 'change-set' | 'time-zone';

/** A request that its route accepts. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Not checked yet if the route's parameters are `list`, `count` or `page`. */
  readonly query: Query;
  /** The route's parameters that are `true`. */
  readonly flags: ReadonlySet<string>;
  /** Headers that the route reads; `undefined` if the client did not send them. */
  readonly ifMatch: IfMatch | undefined;
  readonly ifNoneMatch: EntityTagTest | undefined;
  readonly idempotencyKey: string | undefined;
  /** The change set that this request continues. */
  readonly continues: string | undefined;
  /** UTC if the route does not read the header. */
  readonly timeZone: string;
  /** The bytes of the body; empty if the route has none. */
  readonly body: Buffer;
  /** The JSON of the body, if the route accepts JSON. */
  readonly json: unknown;
  /** The media type that the client prefers for the response. */
  readonly accepted: MediaType;
  readonly requestId: string;
  /** @throws if `anyone` may call the route */
  readonly caller: Caller;
  /** Who writes, for the store: the caller, with a change set of the request's own. @throws if `anyone` may call the route */
  readonly author: Author & { readonly changeSet: string };
  /** The caller's records of the type in the path. @throws if the path has no `:type` */
  readonly scope: Scope;
  /** The id of the record or the person. @throws if the path has neither `:id` nor `:person` */
  readonly id: string;
  /** @throws if the path has no `:version` */
  readonly version: number;
  /** @throws if the path has no `:changeSet` */
  readonly changeSet: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent unchanged, other values as JSON. Absent if the response has no body. */
  readonly body?: unknown;
  readonly contentType?: string;
}
