/** Loaded into a process that a test has started (`--import`): reports figures to that test, over its channel, whenever asked. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

/** Milliseconds of processor time that this thread has used. Unlike time on the clock it does not grow while others have the processor. */
function processorTime() {
  if (process.platform !== 'linux') return process.cpuUsage().user / 1e3;
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

let longestTurn = 0;
let lastTurn = processorTime();
function noteTurn() {
  const now = processorTime();
  longestTurn = Math.max(longestTurn, now - lastTurn);
  lastTurn = now;
}
setInterval(noteTurn, 5).unref();

process.on('message', () => {
  noteTurn();
  // Only what is still in use is a leak; takes `--expose-gc`.
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({
    inUse: heapUsed + external,
    rss,
    /** Milliseconds, since it was asked last: the 99 th percentile and the longest. */
    delayP99: delay.percentile(99) / 1e6 - 10,
    delayMax: delay.max / 1e6 - 10,
    /** The most processor time between two turns of the event loop: how long a request held it. */
    longestTurn,
  });
  delay.reset();
  longestTurn = 0;
  // The garbage collection above is no turn of the server's own.
  lastTurn = processorTime();
});
// The channel alone must not keep the process.
process.channel?.unref();
