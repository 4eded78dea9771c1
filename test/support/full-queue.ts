import type { HookChange } from '../../src/hooks/hook-change.ts';
import { createHookQueue } from '../../src/hooks/hook-queue.ts';
import { createLogger } from '../../src/observability/logger.ts';

const COUNT = 20;
const MAX_BYTES = 10_000;

/** Creates a change of a record with this id. */
export function hookChange(recordId: string, at = new Date().toISOString()): HookChange {
  const record = { id: recordId, createdAt: at, createdBy: 'ada', updatedAt: at, updatedBy: 'ada', version: 1 };
  const facts = { id: recordId, workspace: 'blue', type: 'orders', recordId, version: 1, at, by: 'ada' };
  return { hooks: { after: () => undefined }, change: { ...facts, change: 'created', record, before: undefined } };
}

/** Adds more failing changes to a queue than it has room for. Resolves when the queue has stopped. */
export async function fillQueue(signal: AbortSignal, onRun: () => void): Promise<void> {
  const log = createLogger({ level: 'error', write: () => undefined });
  const run = async () => {
    onRun();
    await Promise.reject(new Error('never'));
  };
  const queue = createHookQueue({ run, log, signal, firstPauseMs: 20, maxBytes: MAX_BYTES });
  for (let n = 0; n < COUNT; n++) await queue.add(hookChange(String(n)), String(n), () => undefined);
  await queue.stopped();
}
