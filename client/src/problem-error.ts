import { jsonOf } from './json-of.ts';

/** One fault of a request. */
export interface Fault {
  readonly in: 'body' | 'query' | 'header' | 'path';
  /** A JSON Pointer into the body, such as `/title`. */
  readonly pointer?: string;
  /** The name of the parameter or header. */
  readonly name?: string;
  readonly code: string;
  readonly detail: string;
  /** The path of the record that already has a unique value. */
  readonly href?: string;
  /** Whether that record is in the trash. */
  readonly trashed?: boolean;
}

/** A record that refers to another one. */
export interface Referrer {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly href: string;
}

/** The body of a refusal (RFC 9457). A gateway in front of the service answers without most of it. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly requestId?: string;
  readonly errors?: readonly Fault[];
  /** The record as it is now, after a conflict. */
  readonly current?: unknown;
  /** The records that refer to a record that cannot be deleted permanently. */
  readonly referrers?: readonly Referrer[];
  /** What a gateway says. */
  readonly message?: string;
}

/** Thrown when the service refuses a request. */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError';
  readonly status: number;
  /** The name of the problem, such as `invalid-record`; `undefined` where a gateway answered. It never changes. */
  readonly slug: string | undefined;
  /** All faults of the input. */
  readonly faults: readonly Fault[];
  /** Finds the request in the service's log. */
  readonly requestId: string | undefined;
  /** How long the service asks to wait, in milliseconds; 0 if it does not say. */
  readonly retryAfterMs: number;
  /** Whether the request may have been applied by an earlier attempt, whose answer was lost. */
  mayBeApplied = false;
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument, retryAfterMs = 0) {
    super(document.detail ?? document.title ?? document.message ?? `The server returned status ${status}.`);
    this.status = status;
    this.slug = /[^/]+$/.exec(document.type ?? '')?.[0];
    this.faults = Array.isArray(document.errors) ? document.errors : [];
    this.requestId = document.requestId;
    this.retryAfterMs = retryAfterMs;
    this.document = document;
  }
}

/** Thrown when a record changed since it was read (412). Nothing was written. */
export class Conflict<Stored = unknown> extends ProblemError {
  override readonly name = 'Conflict';
  /** The record as it is now. */
  readonly current: Stored;

  constructor(document: ProblemDocument, current: Stored) {
    super(412, document);
    this.current = current;
  }
}

/** Thrown when the service could not be reached in time. It is not known whether a write was applied. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** Returns the error for a refusal. */
export function problemOf(status: number, document: ProblemDocument, retryAfterMs?: number): ProblemError {
  const { current } = document;
  return status === 412 && current !== undefined ? new Conflict(document, current) : new ProblemError(status, document, retryAfterMs);
}

/** Returns the error for an answer. A gateway may answer with a page instead of a problem document. */
export function refusalOf(status: number, text: string, retryAfterMs: number): ProblemError {
  return problemOf(status, { ...jsonOf(text) }, retryAfterMs);
}

/** The service or a gateway is away for the moment. */
const AWAY = [502, 503, 504];

/** Whether the service refused, so that this attempt wrote nothing. */
export function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && !AWAY.includes(error.status);
}

/** Whether the same request may succeed later: the service cannot be reached, is away, or has too many requests. */
export function isTemporary(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ProblemError && [429, ...AWAY].includes(error.status));
}
