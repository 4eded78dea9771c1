/** A fault of a request, with its location: a JSON Pointer into the body, or the name of a parameter or header. */
export type RequestFault =
  | {
      readonly in: 'body';
      readonly pointer: string;
      readonly code: string;
      readonly detail: string;
      /** The path of the record that already has the value. */
      readonly href?: string;
      /** Whether that record is in the trash. */
      readonly trashed?: true;
    }
  | { readonly in: 'query' | 'header' | 'path'; readonly name: string; readonly code: string; readonly detail: string };

/**
 * Every problem that the API returns, by slug. The slug is the last part of the problem's `type` and never changes.
 * `docs/problems.md` explains each problem under an anchor of the same name.
 */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'Malformed request' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'Not acceptable' },
  'not-in-trash': { status: 409, title: 'Record not in the trash' },
  'gone-for-good': { status: 409, title: 'Record permanently deleted' },
  referenced: { status: 409, title: 'Record is referenced' },
  'not-unique': { status: 409, title: 'Value not unique' },
  'version-conflict': { status: 412, title: 'Precondition failed' },
  'too-large': { status: 413, title: 'Content too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'invalid-record': { status: 422, title: 'Invalid record' },
  'invalid-batch': { status: 422, title: 'Invalid batch' },
  'invalid-csv': { status: 422, title: 'Invalid CSV' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency key reused' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Internal error' },
  'history-pending': { status: 503, title: 'History not complete yet' },
  'index-building': { status: 503, title: 'Index is being built' },
  unavailable: { status: 503, title: 'Service unavailable' },
} as const;

/** Maximum number of faults in a response. Further faults are only counted, because they might not fit. */
const MAX_ERRORS = 100;

export type ProblemSlug = keyof typeof PROBLEMS;

export interface ProblemOptions {
  /** The fault and its solution, for the client. */
  readonly detail?: string;
  readonly errors?: readonly RequestFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The current record, if the request was made for an older version. */
  readonly current?: Readonly<Record<string, unknown>>;
  /** Records that refer to the record of the request. */
  readonly referrers?: readonly object[];
  /** Maximum number of faults in the response; further ones are only counted. Default: 100. */
  readonly maxErrors?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

/** Thrown to end a request with a problem. The client never sees the `cause`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: ProblemOptions;

  constructor(slug: ProblemSlug, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[slug].title, { cause: options.cause });
    this.slug = slug;
    this.status = PROBLEMS[slug].status;
    this.headers = options.headers ?? {};
    this.#options = options;
  }

  get errors(): readonly RequestFault[] {
    return this.#options.errors ?? [];
  }

  /** Returns the problem with `pointer` in front of each JSON Pointer, for a problem with one part of the body. */
  within(pointer: string): Problem {
    const errors = this.#options.errors?.map((error) => (error.in === 'body' ? { ...error, pointer: pointer + error.pointer } : error));
    return new Problem(this.slug, { ...this.#options, ...(errors === undefined ? {} : { errors }) });
  }

  /** Returns a shorter problem for a response that is nearly full: without `current`, and with the number of faults instead of a list. */
  shortened(): Problem {
    const { current: _, ...options } = this.#options;
    return new Problem(this.slug, { ...options, maxErrors: 0 });
  }

  /** Returns the body of the response (RFC 9457), with the path and the id of the request. */
  toBody(members: { readonly instance?: string; readonly requestId?: string } = {}): Record<string, unknown> {
    const { detail, errors, current, referrers, maxErrors = MAX_ERRORS } = this.#options;
    return {
      type: `/problems/${this.slug}`,
      title: PROBLEMS[this.slug].title,
      status: this.status,
      ...(detail === undefined ? {} : { detail }),
      ...members,
      ...(errors === undefined ? {} : listed(errors, maxErrors)),
      ...(current === undefined ? {} : { current }),
      ...(referrers === undefined ? {} : { referrers }),
    };
  }
}

function listed(errors: readonly RequestFault[], max: number) {
  const omitted = errors.length - max;
  return {
    ...(max === 0 ? {} : { errors: errors.slice(0, max) }),
    ...(omitted > 0 ? { errorsOmitted: omitted } : {}),
  };
}

/** Creates a 400 problem that lists every fault. */
export function malformed(errors: readonly RequestFault[]): Problem {
  const [first] = errors;
  const subject = first === undefined ? '' : first.in === 'body' ? 'The body' : `"${first.name}"`;
  return new Problem('malformed-request', { detail: `${subject} ${first?.detail ?? ''}.`, errors });
}
