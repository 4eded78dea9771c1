import Negotiator from 'negotiator';
import { Problem } from '../problem.ts';
import type { MediaType } from '../route.ts';

/** Picks what to answer with by a request's `Accept`. @throws {Problem} `not-acceptable` */
export type Negotiate = (accept: string | undefined) => MediaType;

/** Clients have few ways to ask, and each is read once. Whoever sends ever new ones makes it begin anew; long ones are nobody's habit. */
const KNOWN = { entries: 50, longest: 200 };
const PARAMETER_BUT_Q = /;\s*(?!q\s*=)[^;,=\s]+\s*=\s*("[^"]*"|[^;,"]*)/gi;

/** Chooses among what a route gives, the first of which is for whoever takes anything (RFC 9110, section 12.5.1). */
export function createNegotiation(produces: readonly MediaType[]): Negotiate {
  const known = new Map<string, MediaType | undefined>();

  function chosenFor(header: string): MediaType | undefined {
    if (known.has(header)) return known.get(header);
    const chosen = choose(header, produces);
    if (known.size >= KNOWN.entries) known.clear();
    if (header.length <= KNOWN.longest) known.set(header, chosen);
    return chosen;
  }

  return function negotiate(header = '') {
    const chosen = chosenFor(header);
    if (chosen === undefined) throw new Problem('not-acceptable', { detail: `This path gives ${produces.join(' or ')}.` });
    return chosen;
  };
}

function choose(header: string, produces: readonly MediaType[]): MediaType | undefined {
  // Parameters such as charset change nothing that we give; left in, they would match no type. A blank header asks for nothing.
  const accept = header.replaceAll(PARAMETER_BUT_Q, '').trim();
  const [chosen] = new Negotiator({ headers: { accept: accept === '' ? undefined : accept } }).mediaTypes([...produces]);
  return produces.find((type) => type === chosen);
}
