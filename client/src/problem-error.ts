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
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? document.message ?? `The service returned status ${status}.`);
    this.status = status;
    this.slug = document.type?.split('/').at(-1);
    this.faults = document.errors ?? [];
    this.requestId = document.requestId;
    this.document = document;
  }
}

/** Thrown when a record changed since it was read (412). Nothing was written. */
export class Conflict<Stored = unknown> extends ProblemError {
  override readonly name = 'Conflict';
  /** The record as it is now. */
  readonly current: Stored;

  constructor(status: number, document: ProblemDocument, current: Stored) {
    super(status, document);
    this.current = current;
  }
}

/** Thrown when the service could not be reached in time. It is not known whether a write was applied. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** Returns the error for a refusal. */
export function problemOf(status: number, document: ProblemDocument): ProblemError {
  const { current } = document;
  return status === 412 && current !== undefined ? new Conflict(status, document, current) : new ProblemError(status, document);
}
