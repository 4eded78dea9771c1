/** Resolves after a time in milliseconds, or when `early` aborts. Rejects with the reason of `signal` when that aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal, early?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const ending of [signal, early]) ending?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    for (const ending of [signal, early]) ending?.addEventListener('abort', end);
  });
  signal?.throwIfAborted();
}
