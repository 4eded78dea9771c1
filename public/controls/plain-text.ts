import { misfitFaults } from '../../src/schema/fit.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { idAsTitle, type TitleOf } from './control.ts';
import { CONTROLS } from './index.ts';
import { misfitText } from './misfit.tsx';

/** Returns a field's value as plain text, or '' if the field has no value. */
export function plainText(type: RecordType, name: string, value: unknown, titleOf: TitleOf = idAsTitle): string {
  const field = type.fields[name];
  if (value === undefined || value === null || field === undefined) return '';
  return misfitFaults(field, value).length > 0 ? misfitText(field, value) : CONTROLS[field.control.type].toText(value, { field, titleOf });
}
