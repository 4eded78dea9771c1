import type { IncomingHttpHeaders } from 'node:http';
import { DEFAULT_TIME_ZONE, isTimeZone } from '../../schema/moment.ts';
import { malformed } from '../problem.ts';

const DETAIL = 'must be the IANA name of a time zone, such as Europe/Berlin; without the header, days are those of UTC';

/** Cache of valid names, because checking a name takes longer than all other checks of a request. */
const known = new Set<string>([DEFAULT_TIME_ZONE]);
/** Maximum size of the cache; cleared when full. IANA has about 600 names, but clients can vary their case. */
const MAX_KNOWN = 2_000;

/**
 * Returns the `Time-Zone` of a request; UTC if it has none.
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
