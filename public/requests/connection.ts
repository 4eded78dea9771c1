import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { pause } from '../../client/src/pause.ts';
import { ConnectionError, ProblemError } from '../../client/src/problem-error.ts';

export type ConnectionState = 'good' | 'slow' | 'lost';

/** Whether the service can be reached. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Follows an attempt. Sets the state to `slow` after 3 s without a response, to `good` after the response, and to `lost` without one. */
  watch(attempt: Promise<unknown>): void;
  /** Resolves after a time in milliseconds, or earlier when the service becomes reachable again. Rejects when `signal` aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The parts of `window` that a connection uses. */
export interface ConnectionBrowser {
  readonly navigator: { readonly onLine: boolean };
  readonly fetch: typeof fetch;
  addEventListener(type: 'online' | 'offline', listener: () => void): void;
}

const SLOW_MS = 3_000;
/** Time between probes while the service is unreachable, and their timeout. */
const PROBE_MS = 3_000;

export function createConnection(browser: ConnectionBrowser): Connection {
  const { navigator } = browser;
  const state = signal<ConnectionState>(navigator.onLine ? 'good' : 'lost');
  let found = new AbortController();
  let slowRequests = 0;

  const probe = async () => {
    if (!navigator.onLine) return;
    try {
      const { ok } = await browser.fetch('/api/health', { signal: AbortSignal.timeout(PROBE_MS) });
      if (ok && state.peek() === 'lost') state.value = 'good';
    } catch {
      // Still unreachable; the next probe tries again.
    }
  };
  effect(() => {
    if (state.value !== 'lost') return;
    const timer = setInterval(probe, PROBE_MS);
    return () => {
      clearInterval(timer);
      found.abort();
      found = new AbortController();
    };
  });
  browser.addEventListener('online', () => void probe());
  browser.addEventListener('offline', () => {
    state.value = 'lost';
  });

  return {
    state,

    watch(attempt) {
      let isSlow = false;
      const timer = setTimeout(() => {
        isSlow = true;
        slowRequests++;
        if (state.value === 'good') state.value = 'slow';
      }, SLOW_MS);
      const end = (error?: unknown) => {
        clearTimeout(timer);
        if (isSlow) slowRequests--;
        if (error instanceof ConnectionError) state.value = 'lost';
        else if (error === undefined || error instanceof ProblemError) state.value = slowRequests > 0 ? 'slow' : 'good';
      };
      attempt.then(() => end(), end);
    },

    pause: async (milliseconds, signal) => await pause(milliseconds, signal, found.signal),
  };
}
