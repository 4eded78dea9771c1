const MAX_CAUSES = 5;

/** Returns an error and its causes, for the log. Never throws, because own logic can throw anything. */
export function describeError(error: unknown, causes = MAX_CAUSES): unknown {
  if (!(error instanceof Error)) return error === undefined ? undefined : reasonOf(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined || causes === 0 ? {} : { cause: describeError(cause, causes - 1) }) };
}

/** Returns an error as one line, for the log. */
export function reasonOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    // An object without a prototype, for example.
    return 'an error that cannot be shown as text';
  }
}
