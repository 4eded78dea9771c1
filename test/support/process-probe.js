/** Runs in a process that a test has started (`--import`). Reports figures to that test over the IPC channel, on request. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

/** Returns the CPU milliseconds of this thread. Unlike clock time, they do not include time of other processes. */
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
  // Collect garbage first, because only memory still in use is a leak. Requires `--expose-gc`.
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({
    inUse: heapUsed + external,
    rss,
    /** Milliseconds since the last request: 99th percentile and maximum. */
    delayP99: delay.percentile(99) / 1e6 - 10,
    delayMax: delay.max / 1e6 - 10,
    /** The most CPU milliseconds between two turns of the event loop, for which a request blocked it. */
    longestTurn,
  });
  delay.reset();
  longestTurn = 0;
  // Do not count the garbage collection above as a turn of the server.
  lastTurn = processorTime();
});
// The channel alone must not keep the process alive.
process.channel?.unref();
