import { isObject } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';

/** The service refused a request: what it said (RFC 9457), or only the status where a gateway answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** As the service sent them: `fieldFaults` reads them. */
  readonly errors: unknown;
  /** The record as it is now, when the one that was changed had moved on. */
  readonly current: StoredRecord | undefined;

  constructor(status: number, body: unknown) {
    const problem = isObject(body) ? body : {};
    const text = [problem['detail'], problem['title'], problem['message']].find((one) => typeof one === 'string');
    super(text ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = problem['errors'];
    this.current = isStoredRecord(problem['current']) ? problem['current'] : undefined;
  }
}

/** The service could not be reached, or said that it is away for the moment, for as long as was tried. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(cause: unknown) {
    super(cause instanceof ApiProblem ? cause.message : 'The service cannot be reached.', { cause });
  }
}

/** What went wrong, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The record as it is now, if it was refused because someone else has changed it. */
export function currentOf(error: unknown): StoredRecord | undefined {
  return error instanceof ApiProblem ? error.current : undefined;
}
