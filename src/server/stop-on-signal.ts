import type { Logger } from '../observability/logger.ts';

/** SIGTERM (containers, process managers) and SIGINT (Ctrl-C) end the process with 0 once `close` is through. */
export function stopOnSignal(close: () => Promise<void>, logger: Logger): void {
  let stopping = false;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    // Ctrl-C reaches the whole process group, and a process manager passes it on once more.
    if (stopping) return;
    stopping = true;
    logger.debug('stopping', { signal });
    try {
      await close();
      process.exit(0);
    } catch (error) {
      logger.error('could not stop cleanly', { reason: String(error) });
      process.exit(1);
    }
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void stop(name));
}
