import { DataDamaged, StoreUnavailable } from './record-store.ts';

/** The condition of a write did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  /** Whether an earlier attempt may have been applied although its answer was lost. The last attempt may then see its result. */
  readonly inDoubt: boolean;

  constructor(inDoubt: boolean, cause: unknown) {
    super('the condition of the write does not hold', { cause });
    this.inDoubt = inDoubt;
  }
}

/** What a failed attempt says of the table. */
export type Verdict =
  /** The table has answered; another attempt would be answered alike. */
  | 'answered'
  /** Nothing was done, and another attempt would fare no better. */
  | 'refused'
  /** Nothing was done; the table has no capacity left for the moment. */
  | 'throttled'
  /** Nothing was done: it could not be reached. */
  | 'unreached'
  /** The request may have been applied. */
  | 'in doubt';

/** How the embedded database names a checksum that does not fit. */
const DAMAGED = 'DataDamaged';
const THROTTLED = new Set(['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'ThrottlingException']);
const UNREACHED = new Set<unknown>(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** Source: "Error handling with DynamoDB", DynamoDB Developer Guide: a request answered with 4xx was refused before any change. */
export function verdictOn(error: unknown): Verdict {
  if (!(error instanceof Error)) return 'in doubt';
  if (error.name === 'ConditionalCheckFailedException' || error.name === 'ValidationException') return 'answered';
  if (THROTTLED.has(error.name)) return 'throttled';
  if ('code' in error && UNREACHED.has(error.code)) return 'unreached';
  const { httpStatusCode: status, clockSkewCorrected } = metadataOf(error);
  // The SDK has set its clock by the answer, and signs the next attempt with it.
  if (clockSkewCorrected === true) return 'unreached';
  const isRefused =
    error.name === DAMAGED || error.name === 'CredentialsProviderError' || (typeof status === 'number' && status >= 400 && status < 500);
  return isRefused ? 'refused' : 'in doubt';
}

/** The store's own error for a failure. `inDoubt`: whether an attempt may have been applied. */
export function toStoreError(error: unknown, inDoubt: boolean): unknown {
  const name = error instanceof Error ? error.name : String(error);
  // A request that DynamoDB finds malformed is a fault of ours, not of the table.
  if (name === 'ValidationException') return error;
  if (name === DAMAGED) return new DataDamaged('stored data is damaged', { cause: error });
  if (name === 'ConditionalCheckFailedException') return new ConditionFailed(inDoubt, error);
  return new StoreUnavailable(`the table does not answer: ${name}`, { outcomeUnknown: inDoubt, cause: error });
}

function metadataOf(error: Error): { readonly httpStatusCode?: unknown; readonly clockSkewCorrected?: unknown } {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}
