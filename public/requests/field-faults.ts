import { isObject } from '../model/json.ts';
import type { ApiProblem } from './problem.ts';

/** A fault that the service found in a record. */
export interface FieldFault {
  /** The name of the field; `undefined` if the fault is not in a field. */
  readonly field: string | undefined;
  readonly code: string;
  readonly detail: string;
  /** The other record that already has this value of a unique field. */
  readonly holder?: Holder;
}

export interface Holder {
  readonly id: string;
  readonly isTrashed: boolean;
}

/** Returns the faults that a problem lists. Separate from `ApiProblem`, because the first list does not need this code. */
export function fieldFaults({ errors }: ApiProblem): FieldFault[] {
  return Array.isArray(errors) ? errors.flatMap(faultOf) : [];
}

function faultOf(fault: unknown): FieldFault[] {
  if (!isObject(fault) || typeof fault['detail'] !== 'string') return [];
  const { pointer, code, detail, href, trashed } = fault;
  // In a batch, a pointer starts with `/operations/0/record`.
  const field = typeof pointer === 'string' ? pointer.replace(/^\/operations\/\d+\/record/, '').split('/')[1] : undefined;
  const id = typeof href === 'string' ? href.split('/').at(-1) : undefined;
  return [{ field, code: String(code), detail, ...(id === undefined ? {} : { holder: { id, isTrashed: trashed === true } }) }];
}
