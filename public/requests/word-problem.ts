import type { RecordType } from '../../src/schema/record-type.ts';
import { faultMessage } from '../model/fault-message.ts';
import { fieldFaults } from './field-faults.ts';
import { ProblemError } from './problem.ts';

/** Gives the problem the words of the form as its message, because the service names fields by their keys. */
export function wordProblem(type: RecordType, error: unknown): unknown {
  const faults = error instanceof ProblemError ? fieldFaults(error) : [];
  if (error instanceof ProblemError && faults.length > 0) error.message = `${faults.map((fault) => faultMessage(type, fault)).join('; ')}.`;
  return error;
}
