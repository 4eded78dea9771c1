import { effect, type ReadonlySignal, signal } from '@preact/signals';

export type ConnectionState = 'good' | 'slow' | 'lost';

/** Whether the service can be reached. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Waits for a response. Sets the state to `slow` after 3 s without a response, and to `good` after the response. */
  watch<Answer>(answer: Promise<Answer>): Promise<Answer>;
  lost(): void;
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
  const wakers = new Set<() => void>();
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
      for (const wake of wakers) wake();
    };
  });
  browser.addEventListener('online', () => void probe());
  browser.addEventListener('offline', () => {
    state.value = 'lost';
  });

  return {
    state,
    lost() {
      state.value = 'lost';
    },

    async watch(answer) {
      let isSlow = false;
      const timer = setTimeout(() => {
        isSlow = true;
        slowRequests++;
        if (state.value === 'good') state.value = 'slow';
      }, SLOW_MS);
      try {
        const result = await answer;
        state.value = slowRequests > (isSlow ? 1 : 0) ? 'slow' : 'good';
        return result;
      } finally {
        clearTimeout(timer);
        if (isSlow) slowRequests--;
      }
    },

    pause: async (milliseconds, abort) =>
      await new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          wakers.delete(done);
          if (abort?.aborted === true) reject(abort.reason);
          else resolve();
        };
        const timer = setTimeout(done, milliseconds);
        wakers.add(done);
        abort?.addEventListener('abort', done, { once: true });
      }),
  };
}
