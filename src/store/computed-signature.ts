import { createHash } from 'node:crypto';
import { computedFields } from '../schema/computed.ts';
import type { RecordType } from '../schema/record-type.ts';

/**
 * Returns the property `computed` of a type's catalog entry: a hash of the sources of its functions, or nothing if it has none.
 * Only a reindex compares it. A difference without a reason, such as another compiler, costs one needless run.
 * A change in code that a function calls does not change the hash.
 */
export function signatureEntry(type: RecordType): { readonly computed?: string } {
  const sources = computedFields(type).map(([name, { kind, was, compute }]) => [name, kind, was, compute.toString()]);
  if (sources.length === 0) return {};
  return { computed: createHash('sha256').update(JSON.stringify(sources)).digest('base64url') };
}
