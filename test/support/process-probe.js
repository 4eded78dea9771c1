/** Loaded into a process that a test has started (`--import`): tells of the process, over the channel to who started it, whenever asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('message', () => {
  // Only what is still in use is a leak; takes `--expose-gc`.
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({
    inUse: heapUsed + external,
    rss,
    /** Milliseconds, since it was asked last: the 99 th percentile and the longest. */
    delayP99: delay.percentile(99) / 1e6 - 10,
    delayMax: delay.max / 1e6 - 10,
  });
  delay.reset();
});
// The channel alone must not keep the process.
process.channel?.unref();
