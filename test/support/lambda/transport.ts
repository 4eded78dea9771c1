/**
 * The transport of Amazon's runtime client to the Lambda Runtime API. It replaces the client's addon (`rapid-client.cc`).
 * It runs in the function's process, on Node 24, which strips the types.
 */
const API = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation`;

let sent: Promise<unknown> = Promise.resolve();

/** Reports the last result, then waits for the next event. */
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
