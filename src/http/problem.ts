/** Where a fault of the request lies: a JSON Pointer into the body, or the name of a parameter or header. */
export type RequestFault =
  | { readonly in: 'body'; readonly pointer: string; readonly code: string; readonly detail: string }
  | { readonly in: 'query' | 'header' | 'path'; readonly name: string; readonly code: string; readonly detail: string };

/**
 * Every problem that the API answers, by slug. The slug is the end of the problem's `type`, which never changes;
 * `docs/problems.md` explains each under an anchor of the same name.
 */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request is malformed' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This path does not take this method' },
  'not-acceptable': { status: 406, title: 'None of the accepted formats can be given' },
  'not-in-trash': { status: 409, title: 'The record is not in the trash' },
  'gone-for-good': { status: 409, title: 'The record has been deleted for good since' },
  'version-conflict': { status: 412, title: 'The record has changed since you read it' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'This format of body is not taken here' },
  'invalid-record': { status: 422, title: 'The record breaks the rules of its type' },
  'invalid-batch': { status: 422, title: 'The batch cannot be carried out' },
  'invalid-csv': { status: 422, title: 'The CSV cannot be imported' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another body' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service is not available for the moment' },
} as const;

/** Faults beyond this number are counted, not listed: a body can have more faults than an answer has room for. */
const MAX_ERRORS = 100;

export type ProblemSlug = keyof typeof PROBLEMS;

export interface ProblemOptions {
  /** What is wrong and what to do, for the one who sent the request. */
  readonly detail?: string;
  readonly errors?: readonly RequestFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The record as it is now, where the request was made for an older one. */
  readonly current?: Readonly<Record<string, unknown>>;
  /** Faults that the answer lists; the others are counted. Default: 100. */
  readonly maxErrors?: number;
  /** What happened, for the log alone. */
  readonly cause?: unknown;
}

/** Ends a request with a problem. What the client sees and the private `cause` are kept apart. */
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

  /** The same problem of a part of the body: its pointers begin with where that part lies. */
  within(pointer: string): Problem {
    const errors = this.#options.errors?.map((error) => (error.in === 'body' ? { ...error, pointer: pointer + error.pointer } : error));
    return new Problem(this.slug, { ...this.#options, ...(errors === undefined ? {} : { errors }) });
  }

  /** The same problem for an answer that lacks room: without `current`, its faults counted and not listed. */
  shortened(): Problem {
    const { current: _, ...options } = this.#options;
    return new Problem(this.slug, { ...options, maxErrors: 0 });
  }

  /** The answer's body (RFC 9457), with the members that a request adds. */
  toBody(members: { readonly instance?: string; readonly requestId?: string } = {}): Record<string, unknown> {
    const { detail, errors, current, maxErrors = MAX_ERRORS } = this.#options;
    return {
      type: `/problems/${this.slug}`,
      title: PROBLEMS[this.slug].title,
      status: this.status,
      ...(detail === undefined ? {} : { detail }),
      ...members,
      ...(errors === undefined ? {} : listed(errors, maxErrors)),
      ...(current === undefined ? {} : { current }),
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

/** A 400 that names each faulty parameter or header. */
export function malformed(errors: readonly RequestFault[]): Problem {
  const [first] = errors;
  const place = first === undefined ? '' : first.in === 'body' ? 'The body' : `"${first.name}"`;
  return new Problem('malformed-request', { detail: `${place} ${first?.detail ?? ''}.`, errors });
}
