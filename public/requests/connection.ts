import { effect, type ReadonlySignal, signal } from '@preact/signals';

export type ConnectionState = 'good' | 'slow' | 'lost';

/** Whether the service can be reached. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Watches a request: the state is `slow` while it takes long, and `good` after its answer. */
  watch<Answer>(answer: Promise<Answer>): Promise<Answer>;
  lost(): void;
  /** Resolves after some milliseconds, or as soon as the service is found again. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The parts of `window` that this needs. */
export interface ConnectionBrowser {
  readonly navigator: { readonly onLine: boolean };
  readonly fetch: typeof fetch;
  addEventListener(type: 'online' | 'offline', listener: () => void): void;
}

const SLOW_MS = 3_000;
/** Pause between probes for a lost service. */
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
      // Still away; the next probe tries again.
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
