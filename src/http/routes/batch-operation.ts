import { isRecordId } from '../../schema/record-id.ts';
import { excerpt } from '../../schema/text-rules.ts';
import type { IfMatch } from '../../store/record-store.ts';
import { Problem, type RequestFault } from '../problem.ts';
import { isObject } from '../request/json-body.ts';
import { IF_MATCH_FAULT, parseIfMatch } from '../request/preconditions.ts';

export const BATCH_METHODS = ['create', 'update', 'replace', 'delete', 'restore'] as const;
type Method = (typeof BATCH_METHODS)[number];

/** The members of an operation without `method`, by method. */
const MEMBERS: Readonly<Record<Method, readonly string[]>> = {
  create: ['record'],
  update: ['id', 'record', 'ifMatch'],
  replace: ['id', 'record', 'ifMatch'],
  delete: ['id', 'ifMatch'],
  restore: ['id', 'ifMatch'],
};

/** A checked operation of a batch. `id` is empty for `create`. */
export interface BatchOperation {
  readonly method: Method;
  readonly id: string;
  readonly record: unknown;
  readonly ifMatch: IfMatch | undefined;
  /** The original text of `ifMatch`. */
  readonly ifMatchText: string | undefined;
}

/**
 * Reads one operation. The pointers of its faults are relative to the operation.
 * @throws {Problem} the same problem as a single request for this operation
 */
export function readOperation(input: unknown): BatchOperation {
  if (!isObject(input)) throw invalidOperation([bodyFault('', 'wrong-type', 'must be an object')]);
  const method = methodOf(input['method']);
  if (method === undefined) throw invalidOperation([bodyFault('/method', 'not-a-choice', `must be one of ${BATCH_METHODS.join(', ')}`)]);
  const faults = memberFaults(method, input);
  if (faults.length > 0) throw invalidOperation(faults);
  const ifMatchText = typeof input['ifMatch'] === 'string' ? input['ifMatch'] : undefined;
  return {
    method,
    id: method === 'create' ? '' : idOf(input['id']),
    record: input['record'],
    ifMatch: ifMatchText === undefined ? undefined : ifMatchOf(ifMatchText),
    ifMatchText,
  };
}

function methodOf(input: unknown): Method | undefined {
  return BATCH_METHODS.find((method) => method === input);
}

function memberFaults(method: Method, input: Readonly<Record<string, unknown>>): RequestFault[] {
  const members = MEMBERS[method];
  const faults = Object.keys(input)
    .filter((name) => name !== 'method' && !members.includes(name))
    .map((name) =>
      bodyFault(`/${excerpt(name)}`, 'unknown-member', `is not a member of "${method}"; its members are ${members.join(', ')}`),
    );
  if (members.includes('record') && !isObject(input['record'])) faults.push(bodyFault('/record', 'wrong-type', 'must be an object'));
  if (members.includes('id') && typeof input['id'] !== 'string') {
    faults.push(bodyFault('/id', input['id'] === undefined ? 'required' : 'wrong-type', 'must be the id of a record'));
  }
  const { ifMatch } = input;
  if (ifMatch !== undefined && typeof ifMatch !== 'string')
    faults.push(bodyFault('/ifMatch', 'wrong-type', 'must be a string such as "\\"3\\""'));
  return faults;
}

function idOf(id: unknown): string {
  if (typeof id === 'string' && isRecordId(id)) return id;
  throw new Problem('not-found', { detail: 'There is no such record.' });
}

function ifMatchOf(ifMatch: string): IfMatch {
  const errors = [bodyFault('/ifMatch', 'bad-format', IF_MATCH_FAULT)];
  return parseIfMatch(ifMatch, () => new Problem('malformed-request', { detail: '"ifMatch" is malformed.', errors }));
}

/** Creates a fault. Its pointer is relative to the body or to the operation. */
export function bodyFault(pointer: string, code: string, detail: string): RequestFault {
  return { in: 'body', pointer, code, detail };
}

function invalidOperation(errors: readonly RequestFault[]): Problem {
  return new Problem('invalid-batch', { detail: 'The operation is malformed; see "errors".', errors });
}
