import { type ReadonlySignal, signal } from '@preact/signals';

export type ConnectionState = 'good' | 'slow' | 'lost';

/** What is known of the way to the service. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  /** Watches a request; says so when the answer takes long. */
  watch<Answer>(answer: Promise<Answer>): Promise<Answer>;
  lost(): void;
  /** Resolves after so many milliseconds, or at once when the browser finds the network again. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

const SLOW_MS = 3_000;

export function createConnection(browser: Window): Connection {
  const state = signal<ConnectionState>(browser.navigator.onLine ? 'good' : 'lost');
  const wakers = new Set<() => void>();
  let slowRequests = 0;

  browser.addEventListener('offline', () => {
    state.value = 'lost';
  });
  browser.addEventListener('online', () => {
    state.value = 'good';
    for (const wake of wakers) wake();
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
