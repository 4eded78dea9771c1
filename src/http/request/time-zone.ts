import type { IncomingHttpHeaders } from 'node:http';
import { DEFAULT_TIME_ZONE, isTimeZone } from '../../schema/moment.ts';
import { malformed } from '../problem.ts';

const DETAIL = 'must be the IANA name of a time zone, such as Europe/Berlin; without the header, days are those of UTC';

/** Names that were found to be time zones: looking one up takes longer than the rest of a request's checks. */
const known = new Set<string>([DEFAULT_TIME_ZONE]);
/** IANA has about 600 names; case does not matter in them. */
const MAX_KNOWN = 2_000;

/**
 * The `Time-Zone` of a request.
 * @throws {Problem} `malformed-request`
 */
export function readTimeZone(headers: IncomingHttpHeaders): string {
  const name = headers['time-zone'] ?? DEFAULT_TIME_ZONE;
  if (typeof name === 'string' && known.has(name)) return name;
  if (typeof name !== 'string' || !isTimeZone(name)) {
    throw malformed([{ in: 'header', name: 'Time-Zone', code: 'unknown-time-zone', detail: DETAIL }]);
  }
  if (known.size >= MAX_KNOWN) known.clear();
  known.add(name);
  return name;
}
