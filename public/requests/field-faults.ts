import type { Fault, ProblemError } from '../../client/src/problem-error.ts';

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

/** Returns the faults that a problem lists. */
export function fieldFaults({ faults }: ProblemError): FieldFault[] {
  return faults.map(fieldFaultOf);
}

function fieldFaultOf({ pointer, code, detail, href, trashed }: Fault): FieldFault {
  // In a batch, a pointer starts with `/operations/0/record`.
  const field = pointer?.replace(/^\/operations\/\d+\/record/, '').split('/')[1];
  const id = href?.split('/').at(-1);
  return { field, code, detail, ...(id === undefined ? {} : { holder: { id, isTrashed: trashed === true } }) };
}
