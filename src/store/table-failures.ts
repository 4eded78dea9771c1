import { DataDamaged, StoreUnavailable } from './record-store.ts';

/** Thrown if the condition of a write does not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  /** Whether an earlier attempt may have been applied although its response was lost. Then it may be the reason for this failure. */
  readonly inDoubt: boolean;

  constructor(inDoubt: boolean, cause: unknown) {
    super('the condition of the write does not hold', { cause });
    this.inDoubt = inDoubt;
  }
}

/** The meaning of a failed attempt. */
export type Verdict =
  /** The table responded. Another attempt would get the same response. */
  | 'answered'
  /** Nothing was applied, and another attempt would fail too. */
  | 'refused'
  /** Nothing was applied, because the table has no capacity left at the moment. */
  | 'throttled'
  /** Nothing was applied, because the table could not be reached. */
  | 'unreached'
  /** The request may have been applied. */
  | 'in doubt';

/** The name of the embedded database's error for a wrong checksum. */
const DAMAGED = 'DataDamaged';
const THROTTLED = new Set(['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'ThrottlingException']);
const UNREACHED = new Set<unknown>(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/**
 * Classifies a failed attempt. A request with a 4xx response was refused before any change.
 * Source: "Error handling with DynamoDB", DynamoDB Developer Guide.
 */
export function verdictOn(error: unknown): Verdict {
  if (!(error instanceof Error)) return 'in doubt';
  if (error.name === 'ConditionalCheckFailedException' || error.name === 'ValidationException') return 'answered';
  if (THROTTLED.has(error.name)) return 'throttled';
  if ('code' in error && UNREACHED.has(error.code)) return 'unreached';
  const { httpStatusCode: status, clockSkewCorrected } = metadataOf(error);
  // The SDK has corrected its clock from the response, and signs the next attempt with it.
  if (clockSkewCorrected === true) return 'unreached';
  const isRefused =
    error.name === DAMAGED || error.name === 'CredentialsProviderError' || (typeof status === 'number' && status >= 400 && status < 500);
  return isRefused ? 'refused' : 'in doubt';
}

/** Converts a failure to an error of the store. `inDoubt` says whether an attempt may have been applied. */
export function toStoreError(error: unknown, inDoubt: boolean): unknown {
  const name = error instanceof Error ? error.name : String(error);
  // A malformed request is a bug in this service, not a failure of the table.
  if (name === 'ValidationException') return error;
  if (name === DAMAGED) return new DataDamaged('stored data is damaged', { cause: error });
  if (name === 'ConditionalCheckFailedException') return new ConditionFailed(inDoubt, error);
  return new StoreUnavailable(`the table does not answer: ${name}`, { outcomeUnknown: inDoubt, cause: error });
}

function metadataOf(error: Error): { readonly httpStatusCode?: unknown; readonly clockSkewCorrected?: unknown } {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}
