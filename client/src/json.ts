import { jsonOf } from './json-of.ts';
import { ConnectionError } from './problem-error.ts';
import type { ApiRequest, RequestOptions, Send } from './send.ts';

/** Sends a request and returns the JSON of its answer, or `undefined` if it has no body. It is `any`: the types come from the definitions. */
export async function sendForJson(send: Send, { onHeaders, ...request }: ApiRequest & RequestOptions) {
  const { headers, text } = await send(request);
  onHeaders?.(headers);
  const json = jsonOf(text);
  if (json === undefined && text !== '') throw new ConnectionError('Unexpected response from the server: not JSON.');
  return json;
}
