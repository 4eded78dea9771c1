import { HistoryPending } from '../history/change-sets.ts';
import { IssuerUnavailable, Unauthenticated } from '../identity/caller.ts';
import { NAME } from '../name.ts';
import { describeError } from '../observability/describe-error.ts';
import type { Logger } from '../observability/logger.ts';
import { OwnLogicFailed } from '../schema/own-logic.ts';
import {
  DataDamaged,
  GoneForGood,
  IndexBuilding,
  type IndexNeed,
  InTrash,
  KeyReused,
  NotFound,
  NotInTrash,
  NotUnique,
  StoreUnavailable,
  VersionConflict,
  WrongLayout,
} from '../store/record-store.ts';
import { Problem } from './problem.ts';
import { etagOf, hasWeakTag } from './request/preconditions.ts';

/** Logs a problem if it is a fault of the service, or if own logic of a record type caused it. */
export type ReportFault = (problem: Problem, request: { readonly requestId: string }) => void;

export function createFaultReporter(logger: Logger): ReportFault {
  return (problem, { requestId }) => {
    const isOwnLogic = problem.cause instanceof OwnLogicFailed;
    if (problem.status < 500 && !isOwnLogic) return;
    const log = problem.slug === 'internal-error' || isOwnLogic ? logger.error : logger.warn;
    log(problem.slug, { requestId, cause: describeError(problem.cause) });
  };
}

const IN_TRASH = 'The record is in the trash. Restore it with POST to its path and "/restore", or list the trash with "trashed=true".';

/** Seconds until a client should retry. */
const RETRY_AFTER = '2';

export interface ToProblemOptions {
  /** The `If-Match` of the request. */
  readonly ifMatch?: string | undefined;
}

/** Converts an error to a problem. An unexpected error becomes `internal-error`; its cause is only logged. */
export function toProblem(error: unknown, { ifMatch = '' }: ToProblemOptions = {}): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InTrash) return new Problem('not-found', { detail: IN_TRASH });
  if (error instanceof NotFound) return new Problem('not-found', { detail: `There is no such ${error.what}.` });
  if (error instanceof VersionConflict) return versionConflict(error, ifMatch);
  if (error instanceof NotInTrash) return new Problem('not-in-trash', { detail: 'Only a record in the trash can be restored.' });
  if (error instanceof GoneForGood)
    return new Problem('gone-for-good', { detail: 'The record that this Idempotency-Key created was permanently deleted.' });
  if (error instanceof NotUnique) return notUnique(error);
  if (error instanceof KeyReused) {
    return new Problem('idempotency-key-reused', {
      detail: 'This Idempotency-Key was used with another body in the last 24 hours. Use a new key.',
    });
  }
  if (error instanceof Unauthenticated) return unauthenticated();
  if (error instanceof WrongLayout) return unavailable(false, error, error.message);
  if (error instanceof IndexBuilding) return indexBuilding(error);
  if (error instanceof HistoryPending) return historyPending();
  if (error instanceof StoreUnavailable) return unavailable(error.outcomeUnknown, error);
  if (error instanceof DataDamaged) {
    return new Problem('internal-error', { detail: 'Stored data is damaged. The operator must restore a backup.', cause: error });
  }
  if (error instanceof IssuerUnavailable) return unavailable(false, error);
  return new Problem('internal-error', { detail: 'Quote the requestId when you report this error.', cause: error });
}

/** Creates the problem of an invalid token: the same for every reason (RFC 6750, section 3). */
export function unauthenticated(): Problem {
  return new Problem('unauthenticated', {
    detail: 'Send a valid access token as "Authorization: Bearer …".',
    headers: { 'WWW-Authenticate': `Bearer realm="${NAME}"` },
  });
}

export function unavailable(outcomeUnknown: boolean, cause?: unknown, reason?: string): Problem {
  const hint = outcomeUnknown
    ? 'It is not known whether the request was applied. Read the record, or retry with the same Idempotency-Key or If-Match.'
    : 'Nothing was changed. Retry in a moment.';
  const detail = reason === undefined ? hint : `${reason} Nothing was changed.`;
  return new Problem('unavailable', { detail, headers: { 'Retry-After': RETRY_AFTER }, cause });
}

const WEAK_TAG =
  'A weak entity tag (W/"…") never matches in If-Match (RFC 9110, section 13.1.1). ' +
  'A proxy that compresses answers may have weakened the tag: send it without W/. ';

/** Seconds until a client should retry while an index is being built. */
const INDEX_RETRY_AFTER = '30';

const INDEX_TEXTS: Readonly<Record<IndexNeed, (field: string) => string>> = {
  order: (field) => `The index for sorting by "${field}" is not complete. Retry later, or leave out "sort".`,
  unique: (field) =>
    `The service is still checking which values of "${field}" exist. Until then no record gets a new one. Nothing was changed. Retry later.`,
  match: (field) => `The index by "${field}" is not complete, so no records can be found by it. Nothing was changed. Retry later.`,
};

function indexBuilding({ field, need }: IndexBuilding): Problem {
  return new Problem('index-building', { detail: INDEX_TEXTS[need](field), headers: { 'Retry-After': INDEX_RETRY_AFTER } });
}

function notUnique({ taken }: NotUnique): Problem {
  const errors = taken.map(({ type, field, id, trashed }) => {
    const fault = { in: 'body', pointer: `/${field}`, code: 'not-unique' } as const;
    if (id === undefined) return { ...fault, detail: 'must be unique; another row of the file has this value' };
    const where = trashed ? ', which is in the trash,' : '';
    return {
      ...fault,
      detail: `must be unique; the record ${id}${where} has this value`,
      href: `/api/v1/${type}/${id}`,
      ...(trashed ? { trashed } : {}),
    };
  });
  const subject = taken.length === 1 ? `Another record has this "${taken[0]?.field}"` : 'Other records have these values';
  return new Problem('not-unique', { detail: `${subject}; see "errors". Nothing was changed.`, errors });
}

function historyPending(): Problem {
  return new Problem('history-pending', {
    detail: 'Not all changes of this change set are in the history yet. Nothing was changed. Retry in a moment.',
    headers: { 'Retry-After': RETRY_AFTER },
  });
}

function versionConflict({ current }: VersionConflict, ifMatch: string): Problem {
  const weak = hasWeakTag(ifMatch) ? WEAK_TAG : '';
  return new Problem('version-conflict', {
    detail: `${weak}The record is now at version ${current.version}; see "current". Adapt your request to it, then send it again with If-Match: ${etagOf(current)}.`,
    headers: { ETag: etagOf(current) },
    current: { ...current },
  });
}
