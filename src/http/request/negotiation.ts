import Negotiator from 'negotiator';
import type { MediaType } from '../route.ts';

const PARAMETER_BUT_Q = /;\s*(?!q\s*=)[^;,=\s]+\s*=\s*("[^"]*"|[^;,"]*)/gi;

/**
 * The media type that a request's `Accept` prefers (RFC 9110, section 12.5.1); the first one if it accepts any.
 * `undefined` if it accepts none.
 */
export function chooseMediaType(accept: string | undefined, produces: readonly MediaType[]): MediaType | undefined {
  // No answer depends on a parameter such as charset, and negotiator would find no match with one. A blank header accepts all.
  const header = accept?.replaceAll(PARAMETER_BUT_Q, '').trim();
  const [chosen] = new Negotiator({ headers: { accept: header === '' ? undefined : header } }).mediaTypes([...produces]);
  return produces.find((type) => type === chosen);
}
