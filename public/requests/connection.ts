import { effect, type ReadonlySignal, signal } from '@preact/signals';

export type ConnectionState = 'good' | 'slow' | 'lost';

/** What is known of the way to the service. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Watches a request; says so when the answer takes long. */
  watch<Answer>(answer: Promise<Answer>): Promise<Answer>;
  lost(): void;
  /** Resolves after so many milliseconds, or at once when the service is found again. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

const SLOW_MS = 3_000;
/** How often to look for a service that is away. */
const SEEK_MS = 3_000;

export function createConnection(browser: Window & typeof globalThis): Connection {
  const { navigator } = browser;
  const state = signal<ConnectionState>(navigator.onLine ? 'good' : 'lost');
  const wakers = new Set<() => void>();
  let slowRequests = 0;

  const seek = async () => {
    if (!navigator.onLine) return;
    try {
      const { ok } = await browser.fetch('/api/health', { signal: AbortSignal.timeout(SEEK_MS) });
      if (ok && state.peek() === 'lost') state.value = 'good';
    } catch {
      // Still away.
    }
  };
  effect(() => {
    if (state.value !== 'lost') return;
    const timer = setInterval(seek, SEEK_MS);
    return () => {
      clearInterval(timer);
      for (const wake of wakers) wake();
    };
  });
  browser.addEventListener('online', () => void seek());
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
