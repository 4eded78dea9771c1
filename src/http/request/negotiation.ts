import Negotiator from 'negotiator';
import type { MediaType } from '../route.ts';

const PARAMETER_BUT_Q = /;\s*(?!q\s*=)[^;,=\s]+\s*=\s*("[^"]*"|[^;,"]*)/gi;

/**
 * Returns the media type that `Accept` prefers (RFC 9110, section 12.5.1). If it accepts any, this is the first one.
 * Returns `undefined` if it accepts none.
 */
export function chooseMediaType(accept: string | undefined, produces: readonly MediaType[]): MediaType | undefined {
  // Remove parameters such as charset: no response depends on them, and negotiator would find no match. A blank header accepts any type.
  const header = accept?.replaceAll(PARAMETER_BUT_Q, '').trim();
  const [chosen] = new Negotiator({ headers: { accept: header === '' ? undefined : header } }).mediaTypes([...produces]);
  return produces.find((type) => type === chosen);
}
