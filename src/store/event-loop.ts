/** Milliseconds of work after which the event loop gets a turn. */
const SLICE_MS = 10;

// All requests of the process share one event loop, so they share one slice.
let turnBegan = 0;
let nextTurn: Promise<void> | undefined;

/** Lets other requests run if this turn of the event loop has lasted a slice. Await it between the steps of long work. */
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
