import type { Logger } from '../observability/logger.ts';

/** On SIGTERM (containers, process managers) and SIGINT (Ctrl-C), ends the process with 0 after `close`. */
export function stopOnSignal(close: () => Promise<void>, logger: Logger): void {
  let stopping = false;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    // Ignore a repeated signal: Ctrl-C reaches the whole process group, and a process manager forwards it again.
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
