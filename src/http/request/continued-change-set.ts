import type { IncomingHttpHeaders } from 'node:http';
import { isRecordId } from '../../schema/record-id.ts';
import { malformed } from '../problem.ts';

/**
 * Reads the change set that the request continues, from the header `Change-Set`.
 * @throws {Problem} `malformed-request`
 */
export function readContinuedChangeSet(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['change-set'];
  if (id === undefined || (typeof id === 'string' && isRecordId(id))) return id;
  throw malformed([{ in: 'header', name: 'Change-Set', code: 'bad-format', detail: 'must be the Change-Set of an earlier response' }]);
}
