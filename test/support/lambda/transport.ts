/**
 * How Amazon's runtime client talks to the Lambda Runtime API, instead of its addon (`rapid-client.cc` there). It runs in
 * the function's process, on Node 24, which takes the types off by itself.
 */
const API = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation`;

let sent: Promise<unknown> = Promise.resolve();

/** Waits for the next event once the result of the last one is reported. */
export async function next(): Promise<{ bodyJson: string; headers: Record<string, string> }> {
  await sent;
  const answer = await fetch(`${API}/next`);
  return { bodyJson: await answer.text(), headers: Object.fromEntries(answer.headers) };
}

export function done(id: string, body: string): void {
  sent = fetch(`${API}/${id}/response`, { method: 'POST', body });
}

export function error(id: string, body: string): void {
  sent = fetch(`${API}/${id}/error`, { method: 'POST', body });
}
