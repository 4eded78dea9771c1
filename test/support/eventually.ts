import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 5_000;
const PAUSE_MS = 100;

/** Repeats the assertions until they pass, because an index of the table may lag behind the writes. */
export async function eventually<Value>(assertions: () => Promise<Value>, patienceMs = PATIENCE_MS): Promise<Value> {
  for (const end = Date.now() + patienceMs; ; await delay(PAUSE_MS)) {
    try {
      return await assertions();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
