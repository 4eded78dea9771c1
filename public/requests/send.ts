import { jsonOf } from '../model/json.ts';
import { timeZone } from '../model/time-zone.ts';
import type { Connection } from './connection.ts';
import { ApiProblem, Unreachable } from './problem.ts';

/** Where requests get their token. */
export interface Credentials {
  /** `undefined` where no sign-in is needed. */
  token(): Promise<string | undefined>;
  /** Called when the service refuses the token. Resolves to whether there is a new one to try. */
  renew(): Promise<boolean>;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long to retry while the service cannot be reached. Only for requests that may arrive twice. Default: 6 s for GET, else 0. */
  readonly retryForMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A successful answer, read to its end. */
export interface Answer {
  readonly headers: Headers;
  readonly text: string;
}

export interface SendOptions {
  readonly credentials: Credentials;
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
  /** Called with the answer to each request that is not a GET. */
  readonly onWrite?: (answer: Promise<Answer>) => void;
}

/**
 * Sends a request and resolves to its successful answer.
 * - Adds the token; on a 401 it renews the token and tries once more.
 * - Retries network failures and 429, 502, 503, 504 with growing pauses, at least as long as `Retry-After`, until `retryForMs` is over.
 * - Reads the body before it succeeds, so a response that is cut off counts as a network failure.
 * - Tells `connection` about slow and lost requests.
 * @throws {ApiProblem} the service refused the request
 * @throws {Unreachable} the service could not be reached in time
 * @throws the reason of `signal` once it is aborted
 */
export type Send = (request: ApiRequest) => Promise<Answer>;

const READ_RETRY_MS = 6_000;
const FIRST_PAUSE_MS = 300;
const MAX_PAUSE_MS = 5_000;
/** The gateway gives up after 30 s, so a later answer never comes. */
const TIMEOUT_MS = 35_000;
/** The service is away for the moment. */
const TEMPORARY = [429, 502, 503, 504];

interface Response extends Answer {
  readonly status: number;
  readonly ok: boolean;
}

export function createSend({ credentials, connection, fetch, onWrite }: SendOptions): Send {
  async function attempt({ method = 'GET', path, headers, body, signal }: ApiRequest): Promise<Response> {
    const token = await credentials.token();
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const stop = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]);
    const init = { method, headers: { 'Time-Zone': timeZone(), ...headers, ...authorization }, signal: stop };
    return await connection.watch(fetch(path, body === undefined ? init : { ...init, body }).then(readBody));
  }

  async function attemptWithRenewal(request: ApiRequest): Promise<Response> {
    const response = await attempt(request);
    if (response.status === 401 && (await credentials.renew())) return await attempt(request);
    return response;
  }

  /** Resolves to whether there is time for another attempt. */
  async function pauseBefore(retries: number, until: number, response: Response | undefined, signal?: AbortSignal): Promise<boolean> {
    const asked = Number(response?.headers.get('Retry-After') ?? 0) * 1000;
    const pause = Math.max(asked, Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries));
    if (Date.now() + pause > until) return false;
    await connection.pause(pause, signal);
    return true;
  }

  async function sendUntil(request: ApiRequest): Promise<Answer> {
    const { method = 'GET', retryForMs = method === 'GET' ? READ_RETRY_MS : 0, signal } = request;
    const until = Date.now() + retryForMs;
    for (let retries = 0; ; retries++) {
      let response: Response | undefined;
      let failure: unknown;
      try {
        response = await attemptWithRenewal(request);
      } catch (error) {
        signal?.throwIfAborted();
        failure = error;
        connection.lost();
      }
      if (response?.ok === true) return response;
      if (response !== undefined && !TEMPORARY.includes(response.status)) throw new ApiProblem(response.status, jsonOf(response.text));
      if (await pauseBefore(retries, until, response, signal)) continue;
      throw new Unreachable(failure ?? new ApiProblem(response?.status ?? 0, jsonOf(response?.text ?? '')));
    }
  }

  return async function send(request) {
    const answer = sendUntil(request);
    if ((request.method ?? 'GET') !== 'GET') onWrite?.(answer);
    return await answer;
  };
}

async function readBody(response: globalThis.Response): Promise<Response> {
  return { status: response.status, ok: response.ok, headers: response.headers, text: await response.text() };
}
