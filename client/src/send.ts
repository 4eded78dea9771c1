import { pause } from './pause.ts';
import { ConnectionError, type ProblemDocument, ProblemError, problemOf } from './problem-error.ts';

export interface ClientOptions {
  /** The address of the service, such as `https://records.example.com`. In a browser it can be relative: `/`. */
  readonly baseUrl: string | URL;
  /** The access token. A function is called for each attempt, so that it can return a new token. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** The IANA name of the time zone in which `today` is a day. Default: UTC. */
  readonly timeZone?: string | undefined;
  /** How long to retry a request, in milliseconds; 0: never. Default: 30,000. */
  readonly retryForMs?: number | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface RequestOptions {
  /** Ends the request and its retries. */
  readonly signal?: AbortSignal | undefined;
}

export interface ApiRequest<Body = unknown> extends RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether the request may arrive twice and takes effect once. Default: only a GET. */
  readonly isRepeatable?: boolean;
  /** Called when a repetition is refused. Returns the answer if the refusal shows that an earlier attempt was applied. */
  readonly answerIfApplied?: (refusal: ProblemError) => { readonly body: Body } | undefined;
}

/** Sends a request and returns the JSON of its answer. The types of answers come from the service's definitions. */
export type Send = <Body>(request: ApiRequest<Body>) => Promise<Body>;

const RETRY_MS = 30_000;
const FIRST_PAUSE_MS = 300;
const MAX_PAUSE_MS = 5_000;
/** API Gateway gives up after 30 s, so a later answer never comes. */
const TIMEOUT_MS = 35_000;
/** The service or a gateway is away for the moment. */
const AWAY = [502, 503, 504];

type Outcome<Body> = { readonly body: Body } | { readonly error: ProblemError | ConnectionError; readonly retryAfter?: string | null };

/**
 * Retries with growing, random pauses, at least as long as `Retry-After`:
 * - 429 always, because the service did nothing;
 * - lost connections, 502, 503 and 504 only if the request is repeatable.
 */
export function createSend({ baseUrl, token, timeZone, retryForMs = RETRY_MS, fetch = globalThis.fetch }: ClientOptions): Send {
  const root = new URL(baseUrl, globalThis.location?.href).href.replace(/\/+$/, '');

  async function initOf({ method = 'GET', headers, body, signal }: ApiRequest): Promise<RequestInit> {
    const bearer = typeof token === 'function' ? await token() : token;
    const all = new Headers({
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(timeZone === undefined ? {} : { 'Time-Zone': timeZone }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      ...headers,
    });
    const stop = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]);
    return { method, headers: all, signal: stop, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  }

  async function attempt<Body>(request: ApiRequest<Body>): Promise<Outcome<Body>> {
    const { path, query = '', signal } = request;
    const init = await initOf(request);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${root}/api/v1/${path}${`?${query}`.replace(/\?$/, '')}`, init);
      // An answer that is cut off counts as a lost connection.
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      return { error: new ConnectionError('The service could not be reached.', { cause }) };
    }
    if (response.ok) return { body: bodyIn(text) };
    return { error: problemOf(response.status, documentIn(text)), retryAfter: response.headers.get('Retry-After') };
  }

  return async function send<Body>(request: ApiRequest<Body>): Promise<Body> {
    const { method = 'GET', isRepeatable = method === 'GET', answerIfApplied, signal } = request;
    const until = Date.now() + retryForMs;
    let mayBeApplied = false;
    for (let retries = 0; ; retries++) {
      signal?.throwIfAborted();
      const outcome = await attempt(request);
      if ('body' in outcome) return outcome.body;
      const { error, retryAfter } = outcome;
      const isRefused = error instanceof ProblemError && !AWAY.includes(error.status);
      const applied = isRefused && mayBeApplied ? answerIfApplied?.(error) : undefined;
      if (applied !== undefined) return applied.body;
      mayBeApplied ||= !isRefused;
      const wait = pauseBefore(retries, retryAfter);
      const canRetry = isRefused ? error.status === 429 : isRepeatable;
      if (!canRetry || Date.now() + wait > until) throw error;
      await pause(wait, signal);
    }
  };
}

/** In milliseconds. The random part keeps many clients from coming back at the same moment. */
function pauseBefore(retries: number, retryAfter: string | null = null): number {
  const seconds = Number(retryAfter ?? 0);
  // RFC 9110, section 10.2.3: seconds or a date.
  const asked = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - Date.now() : seconds * 1000;
  const own = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries);
  return Math.max(asked || 0, own / 2) + (Math.random() * own) / 2;
}

/** Returns `any`: the types of answers come from the definitions. */
function bodyIn(text: string) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new ConnectionError('The answer is no JSON. Check the baseUrl.', { cause });
  }
}

/** A gateway may answer with a page instead of a problem document. */
function documentIn(text: string): ProblemDocument {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
