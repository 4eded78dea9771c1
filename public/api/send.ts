import type { Connection } from './connection.ts';
import { ApiProblem, Unreachable } from './problem.ts';

/** Where requests get their token. */
export interface Credentials {
  /** `undefined` where no sign-in is needed. */
  token(): Promise<string | undefined>;
  /** Called when the service refuses the token; whether there is another one to try with. */
  renew(): Promise<boolean>;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for which to go on trying while the service cannot be reached; only for what may arrive twice. */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface SendOptions {
  readonly credentials: Credentials;
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Sends a request and gives the answer, once it is a good one.
 * @throws {ApiProblem} {Unreachable} or the reason of the signal
 */
export type Send = (request: ApiRequest) => Promise<Response>;

const READ_PATIENCE_MS = 6_000;
const LONGEST_PAUSE_MS = 5_000;
/** The service is away for the moment, not in disagreement. */
const PASSING = [429, 502, 503, 504];

export function createSend({ credentials, connection, fetch }: SendOptions): Send {
  async function once({ method = 'GET', path, headers, body, signal }: ApiRequest): Promise<Response> {
    const token = await credentials.token();
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const init = { method, headers: { ...headers, ...authorization }, signal: signal ?? null };
    return await connection.watch(fetch(path, body === undefined ? init : { ...init, body }));
  }

  async function withRenewal(request: ApiRequest): Promise<Response> {
    const response = await once(request);
    if (response.status === 401 && (await credentials.renew())) return await once(request);
    return response;
  }

  /** Whether it is worth another try, and if so after a pause. */
  async function pauseBefore(attempt: number, until: number, response: Response | undefined, signal?: AbortSignal): Promise<boolean> {
    const asked = Number(response?.headers.get('Retry-After') ?? 0) * 1000;
    const pause = Math.max(asked, Math.min(LONGEST_PAUSE_MS, 300 * 2 ** attempt));
    if (Date.now() + pause > until) return false;
    await connection.pause(pause, signal);
    return true;
  }

  return async function send(request) {
    const { method = 'GET', patience = method === 'GET' ? READ_PATIENCE_MS : 0, signal } = request;
    const until = Date.now() + patience;
    for (let attempt = 0; ; attempt++) {
      let response: Response | undefined;
      let failure: unknown;
      try {
        response = await withRenewal(request);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        failure = error;
        connection.lost();
      }
      if (response?.ok === true) return response;
      if (response !== undefined && !PASSING.includes(response.status)) throw new ApiProblem(response.status, await jsonOf(response));
      if (await pauseBefore(attempt, until, response, signal)) continue;
      throw response === undefined ? new Unreachable(failure) : new ApiProblem(response.status, await jsonOf(response));
    }
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // A gateway may answer with a page; the status has to do.
    return undefined;
  }
}
