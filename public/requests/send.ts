import { jsonOf } from '../model/json.ts';
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

/** A good answer, read to its end. */
export interface Answer {
  readonly headers: Headers;
  readonly text: string;
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
export type Send = (request: ApiRequest) => Promise<Answer>;

const READ_PATIENCE_MS = 6_000;
const LONGEST_PAUSE_MS = 5_000;
/** The gateway gives up after 30 seconds; what has not answered by then never will. */
const TRY_MS = 35_000;
/** The service is away for the moment, not in disagreement. */
const PASSING = [429, 502, 503, 504];

interface Tried extends Answer {
  readonly status: number;
  readonly ok: boolean;
}

export function createSend({ credentials, connection, fetch }: SendOptions): Send {
  async function once({ method = 'GET', path, headers, body, signal }: ApiRequest): Promise<Tried> {
    const token = await credentials.token();
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const stop = AbortSignal.any([AbortSignal.timeout(TRY_MS), ...(signal === undefined ? [] : [signal])]);
    const init = { method, headers: { ...headers, ...authorization }, signal: stop };
    // Read to its end, so that an answer that breaks off is tried again like one that never came.
    return await connection.watch(fetch(path, body === undefined ? init : { ...init, body }).then(readWhole));
  }

  async function withRenewal(request: ApiRequest): Promise<Tried> {
    const answer = await once(request);
    if (answer.status === 401 && (await credentials.renew())) return await once(request);
    return answer;
  }

  /** Whether it is worth another try, and if so after a pause. */
  async function pauseBefore(attempt: number, until: number, answer: Tried | undefined, signal?: AbortSignal): Promise<boolean> {
    const asked = Number(answer?.headers.get('Retry-After') ?? 0) * 1000;
    const pause = Math.max(asked, Math.min(LONGEST_PAUSE_MS, 300 * 2 ** attempt));
    if (Date.now() + pause > until) return false;
    await connection.pause(pause, signal);
    return true;
  }

  return async function send(request) {
    const { method = 'GET', patience = method === 'GET' ? READ_PATIENCE_MS : 0, signal } = request;
    const until = Date.now() + patience;
    for (let attempt = 0; ; attempt++) {
      let answer: Tried | undefined;
      let failure: unknown;
      try {
        answer = await withRenewal(request);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        failure = error;
        connection.lost();
      }
      if (answer?.ok === true) return answer;
      if (answer !== undefined && !PASSING.includes(answer.status)) throw new ApiProblem(answer.status, jsonOf(answer.text));
      if (await pauseBefore(attempt, until, answer, signal)) continue;
      throw new Unreachable(failure ?? new ApiProblem(answer?.status ?? 0, jsonOf(answer?.text ?? '')));
    }
  };
}

async function readWhole(response: Response): Promise<Tried> {
  return { status: response.status, ok: response.ok, headers: response.headers, text: await response.text() };
}
