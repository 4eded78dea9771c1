import { pause as timer } from './pause.ts';

export interface ClientOptions {
  /** The address of the service, such as `https://records.example.com`. In a browser it can be relative: `/`. */
  readonly baseUrl: string | URL;
  /**
   * The access token. A function is called for each attempt, so that it can return a new token.
   * If it throws a `ConnectionError`, the attempt counts as a lost connection; other errors end the request.
   */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Called when the service refuses the token. Returns whether there is a new one: the request is then sent once more. */
  readonly onUnauthorized?: (() => boolean | Promise<boolean>) | undefined;
  /** The IANA name of the time zone in which `today` is a day. Default: UTC. */
  readonly timeZone?: string | (() => string) | undefined;
  /** How long to retry a request, in milliseconds; 0: never. Default: 30,000. */
  readonly retryForMs?: number | undefined;
  /** Waits before a retry, and rejects when the signal aborts. It can end earlier. Default: a timer. */
  readonly pause?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** Called with each attempt, so that a program can show whether it reaches the service: a `ConnectionError` says that it does not. */
  readonly onAttempt?: ((attempt: Promise<unknown>) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** How requests are sent; `ClientOptions` describes each option. */
export interface SendOptions extends Pick<ClientOptions, 'onUnauthorized' | 'onAttempt'> {
  /** The address of the service, without a slash at its end. */
  readonly root: string;
  readonly token: () => string | undefined | Promise<string | undefined>;
  readonly timeZone: () => string | undefined;
  readonly retryForMs: number;
  readonly pause: NonNullable<ClientOptions['pause']>;
  readonly fetch: typeof globalThis.fetch;
}

const RETRY_MS = 30_000;

/** Completes the options. @throws {TypeError} if `baseUrl` is no URL */
export function sendOptions(options: ClientOptions): SendOptions {
  const { baseUrl, token, timeZone, retryForMs = RETRY_MS, pause = timer, fetch = globalThis.fetch } = options;
  return {
    ...options,
    root: new URL(baseUrl, globalThis.location?.href).href.replace(/\/+$/, ''),
    token: () => (typeof token === 'function' ? token() : token),
    timeZone: () => (typeof timeZone === 'function' ? timeZone() : timeZone),
    retryForMs,
    pause,
    fetch,
  };
}
