/** Resolves after a time in milliseconds, or when `early` aborts. Rejects with the reason of `signal` when that aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal, early?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const listening = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
    for (const ending of [signal, early]) ending?.addEventListener('abort', () => resolve(), { signal: listening.signal });
  });
  clearTimeout(timer);
  listening.abort();
  signal?.throwIfAborted();
}
