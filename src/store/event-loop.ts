/** Milliseconds of one request's work after which the event loop gets a turn. */
const SLICE_MS = 10;

// The event loop belongs to the process, and so does its turn: requests that work at the same time share one slice.
let turnBegan = 0;
let nextTurn: Promise<void> | undefined;

/** Lets other requests run if this turn of the event loop has lasted a slice. Long work awaits it between its steps. */
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
