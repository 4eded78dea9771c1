import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from './lease.ts';

export interface WhileHeldOptions {
  readonly lease: Lease;
  /** Runs until `signal` or `lost` aborts. It must not start anything after that. */
  readonly work: (lost: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** Default: ten seconds. */
  readonly renewMs?: number | undefined;
}

/** Renewal interval. Two renewals can fail. */
const RENEW_MS = 10_000;

/** Runs the work while this process has the lease, and again when it gets the lease back. Resolves after `signal` has aborted. */
export async function whileHeld({ lease, work, onError, signal, renewMs = RENEW_MS }: WhileHeldOptions): Promise<void> {
  async function renew(): Promise<boolean> {
    await lease.hold().catch(onError);
    return lease.isHeld();
  }

  /** Renews on a timer, because the work can wait for hours. */
  async function workAndRenew(): Promise<void> {
    const lost = new AbortController();
    const timer = setInterval(async () => {
      if (!(await renew())) lost.abort(new Error('another process has the lease'));
    }, renewMs);
    try {
      await work(lost.signal);
    } finally {
      clearInterval(timer);
    }
  }

  while (!signal.aborted) {
    if (await renew()) await workAndRenew();
    else await delay(renewMs, undefined, { signal }).catch(() => undefined);
  }
  await lease.release().catch(onError);
}
