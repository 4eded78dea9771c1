/** Takes one line, without its line break. */
export type WriteLine = (line: string) => void;

/** Combines lines of the same moment, such as a request's log line and metrics, in one write to save a system call. */
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
