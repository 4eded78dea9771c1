import type { Fault, Field } from './field.ts';

const MISSING: readonly Fault[] = [{ code: 'required', detail: 'is required' }];

/** Why a stored value does not fit its field today; nothing if it fits. `undefined` and `null` are no value. */
export function misfitFaults(field: Field, value: unknown): readonly Fault[] {
  if (value === undefined || value === null) return field.required ? MISSING : [];
  const parsed = (field.parseStored ?? field.parse)(value);
  return parsed.ok ? [] : parsed.faults;
}
