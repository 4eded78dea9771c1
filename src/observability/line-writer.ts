/** Writes a line, given without its line break. */
export type WriteLine = (line: string) => void;

/** Combines lines from the same tick, such as a request's log line and metrics, into one write to save a system call. */
export function createLineWriter(write: (text: string) => unknown): WriteLine {
  let lines = '';

  function flush(): void {
    const text = lines;
    lines = '';
    write(text);
  }

  return (line) => {
    if (lines === '') queueMicrotask(flush);
    lines += `${line}\n`;
  };
}
