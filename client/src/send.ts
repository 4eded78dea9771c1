import { type Address, urlOf } from './address.ts';
import type { SendOptions } from './options.ts';
import { ConnectionError, isRefusal, isTemporary, ProblemError, refusalOf } from './problem-error.ts';

export interface RequestOptions {
  /** Ends the request and its retries. */
  readonly signal?: AbortSignal | undefined;
  /** How long to retry this request, in milliseconds; 0: never. Default: that of the client. */
  readonly retryForMs?: number | undefined;
  /** Called with the headers of the answer, such as `Change-Set`: the id by which `undo` finds what a write did. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

export interface ApiRequest extends Address, Pick<RequestOptions, 'signal' | 'retryForMs'> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether the request may arrive twice and takes effect once. Default: only a GET. */
  readonly isRepeatable?: boolean;
}

/** A successful answer, read to its end. */
export interface Answer {
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends a request and resolves to its successful answer.
 * Retries with growing, random pauses, at least as long as `Retry-After`:
 * - 429 always, because the service did nothing;
 * - lost connections, 502, 503 and 504 only if the request is repeatable.
 * @throws {ProblemError} the service refused the request
 * @throws {ConnectionError} the service could not be reached in time
 * @throws the reason of `signal` once it is aborted
 */
export type Send = (request: ApiRequest) => Promise<Answer>;

const FIRST_PAUSE_MS = 300;
const MAX_PAUSE_MS = 5_000;
/** API Gateway gives up after 30 s, so a later answer never comes. */
const TIMEOUT_MS = 35_000;

export function createSend({ root, token, onUnauthorized, timeZone, retryForMs, pause, onAttempt, fetch }: SendOptions): Send {
  async function initOf({ method = 'GET', headers, body, signal }: ApiRequest): Promise<RequestInit> {
    const all = new Headers(headers);
    const zone = timeZone();
    if (zone !== undefined) all.set('Time-Zone', zone);
    const bearer = await token();
    if (bearer !== undefined) all.set('Authorization', `Bearer ${bearer}`);
    return { method, headers: all, body: body ?? null, signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), signal ?? []].flat()) };
  }

  async function attempt(request: ApiRequest): Promise<Answer> {
    const init = await initOf(request);
    try {
      // An answer that is cut off counts as a lost connection.
      return await answerIn(await fetch(urlOf(root, request), init));
    } catch (cause) {
      if (cause instanceof ProblemError) throw cause;
      request.signal?.throwIfAborted();
      throw new ConnectionError('Can’t reach the server.', { cause });
    }
  }

  async function observed(request: ApiRequest): Promise<Answer> {
    const attempted = attempt(request);
    onAttempt?.(attempted);
    return await attempted;
  }

  async function withNewToken(request: ApiRequest): Promise<Answer> {
    try {
      return await observed(request);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401 && (await onUnauthorized?.())) return await observed(request);
      throw error;
    }
  }

  return async function send(request) {
    const { method = 'GET', isRepeatable = method === 'GET', signal } = request;
    const until = Date.now() + (request.retryForMs ?? retryForMs);
    let mayBeApplied = false;
    for (let retries = 0; ; retries++) {
      signal?.throwIfAborted();
      try {
        return await withNewToken(request);
      } catch (error) {
        if (error instanceof ProblemError) error.mayBeApplied = mayBeApplied;
        mayBeApplied ||= !isRefusal(error);
        const wait = pauseBefore(retries, error);
        const canRetry = isTemporary(error) && (isRepeatable || isRefusal(error));
        if (!canRetry || Date.now() + wait > until) throw error;
        await pause(wait, signal);
      }
    }
  };
}

/** @throws {ProblemError} */
async function answerIn(response: Response): Promise<Answer> {
  const { ok, status, headers } = response;
  const text = await response.text();
  if (ok) return { headers, text };
  throw refusalOf(status, text, millisecondsOf(headers.get('Retry-After')));
}

/** In milliseconds. The random part keeps many clients from coming back at the same moment. */
function pauseBefore(retries: number, error: unknown): number {
  const asked = error instanceof ProblemError ? error.retryAfterMs : 0;
  const own = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries);
  return Math.max(asked, own / 2) + (Math.random() * own) / 2;
}

/** RFC 9110, section 10.2.3: seconds or a date. */
function millisecondsOf(retryAfter: string | null): number {
  return Math.max(0, Number(retryAfter) * 1000 || Date.parse(`${retryAfter}`) - Date.now() || 0);
}
