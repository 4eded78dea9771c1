import type { Fault, Field } from './field.ts';

const MISSING: readonly Fault[] = [{ code: 'required', detail: 'is required' }];

/** Returns the faults of a stored value under the field's current rules. `undefined` and `null` count as no value. */
export function misfitFaults(field: Field, value: unknown): readonly Fault[] {
  if (value === undefined || value === null) return field.required ? MISSING : [];
  const parsed = (field.parseStored ?? field.parse)(value);
  return parsed.ok ? [] : parsed.faults;
}
