/** Milliseconds of work after which other requests can run. */
const SLICE_MS = 10;

// All requests of the process share one event loop, so they share one time slice.
let turnBegan = 0;
let nextTurn: Promise<void> | undefined;

/** Lets other requests run if the current time slice is over. Await it between the steps of long work. */
export async function yieldToEventLoop(): Promise<void> {
  while (performance.now() - turnBegan > SLICE_MS) {
    nextTurn ??= new Promise((resolve) => {
      setImmediate(() => {
        nextTurn = undefined;
        turnBegan = performance.now();
        resolve();
      });
    });
    await nextTurn;
  }
}
