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

/** Gives the problem of a request the words of the form. */
export async function worded<Result>(type: RecordType, answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw wordProblem(type, error);
  }
}
