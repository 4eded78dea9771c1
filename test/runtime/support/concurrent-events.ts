import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { tieToThisProcess } from '../../support/tied-process.ts';

/** Runs a handler in a separate process and passes it several events in one turn of the event loop. A Lambda container never does this. */
export interface ConcurrentEvents {
  /** Returns the answers in the order of the events. */
  invokeAll(events: readonly unknown[]): Promise<unknown[]>;
  close(): void;
}

export interface ConcurrentEventsOptions {
  readonly node: string;
  readonly env: Readonly<Record<string, string>>;
  /** The module that exports `handler`. */
  readonly file: string;
}

/** The prefix of the output line with the answers, which separates it from log lines. */
const ANSWER = 'answers ';

export function startConcurrentEvents({ node, env, file }: ConcurrentEventsOptions): ConcurrentEvents {
  const script = `
    import { createInterface } from 'node:readline';
    const { handler } = await import(${JSON.stringify(file)});
    const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 60_000 };
    for await (const line of createInterface({ input: process.stdin })) {
      const answers = await Promise.all(JSON.parse(line).map((event) => handler(event, context)));
      process.stdout.write('\\n${ANSWER}' + JSON.stringify(answers) + '\\n');
    }`;
  const child = spawn(node, ['--input-type=module', '--eval', script], { env: { ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  tieToThisProcess(child);
  const lines = createInterface({ input: child.stdout });

  return {
    invokeAll: (events) =>
      new Promise((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`the process has ended with ${code}`)));
        lines.on('line', (line) => {
          if (line.startsWith(ANSWER)) resolve(JSON.parse(line.slice(ANSWER.length)));
        });
        child.stdin.write(`${JSON.stringify(events)}\n`);
      }),
    close: () => child.kill('SIGKILL'),
  };
}
