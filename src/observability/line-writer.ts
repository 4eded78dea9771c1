/** Takes one line, without its line break. */
export type WriteLine = (line: string) => void;

/** Lines of one moment, such as a request's log line and its metrics, in one write: each write is a call of the system. */
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
