import { createHash } from 'node:crypto';
import { computedFields } from '../schema/computed.ts';
import { fieldsWithDefault, type RecordType } from '../schema/record-type.ts';

/**
 * Returns the property `derived` of a type's catalog entry: a hash of the sources of its functions and the names of the fields
 * with a default, or nothing if it has neither.
 * The order of the fields does not matter. Only a reindex compares it. A difference without a reason, such as another compiler, costs one needless run.
 * A change in code that a function calls does not change the hash.
 */
export function signatureEntry(type: RecordType): { readonly derived?: string } {
  const functions = computedFields(type).map(([name, { kind, was, compute }]) => [name, kind, was, compute.toString()]);
  const sources = [...functions, ...fieldsWithDefault(type).map(([name]) => [name])].sort();
  if (sources.length === 0) return {};
  return { derived: createHash('sha256').update(JSON.stringify(sources)).digest('base64url') };
}
