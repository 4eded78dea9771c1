import { isObject } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';

/** The service refused a request: its problem document (RFC 9457), or only the status where a gateway answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** As in the response; `fieldFaults` reads them. */
  readonly errors: unknown;
  /** As in the response; `referrersOf` reads them. */
  readonly referrers: unknown;
  /** The current record, after a conflict. */
  readonly current: StoredRecord | undefined;

  constructor(status: number, body: unknown) {
    const problem = isObject(body) ? body : {};
    const text = [problem['detail'], problem['title'], problem['message']].find((member) => typeof member === 'string');
    super(text ?? `The server returned status ${status}.`);
    this.status = status;
    this.errors = problem['errors'];
    this.referrers = problem['referrers'];
    this.current = isStoredRecord(problem['current']) ? problem['current'] : undefined;
  }
}

/** The service could not be reached, or was temporarily away, until the retries ended. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(cause: unknown) {
    super(cause instanceof ApiProblem ? cause.message : 'Can’t reach the server.', { cause });
  }
}

/** Why something failed, as a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The current record, if the error is a conflict. */
export function currentOf(error: unknown): StoredRecord | undefined {
  return error instanceof ApiProblem ? error.current : undefined;
}
