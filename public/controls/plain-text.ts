import type { RecordType } from '../../src/schema/record-type.ts';
import { CONTROLS } from './index.ts';

/** A field's value as plain text; empty for none. */
export function plainText(type: RecordType, name: string, value: unknown): string {
  const field = type.fields[name];
  return value === undefined || value === null || field === undefined ? '' : CONTROLS[field.control.type].toText(value);
}
