import type { RecordType } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import { labelOf } from '../model/labels.ts';

export interface FieldKey {
  readonly key: string;
  /** The name of the field. */
  readonly name: string;
}

/** Keys with another meaning in a list. */
const TAKEN = ['d', 'j', 'k', 'm', 'n', 'q', 'r', 'x'];

/** The keys that change a field of the focused record: for each field with one choice, the first free letter of its label. */
export function fieldKeys(type: RecordType): FieldKey[] {
  const taken = new Set(TAKEN);
  return Object.entries(type.fields).flatMap(([name, { control, compute }]) => {
    if (compute !== undefined || CONTROLS[control.type].isOneChoice !== true) return [];
    const key = [...labelOf(type, name).toLowerCase()].find((letter) => /^[a-z]$/.test(letter) && !taken.has(letter));
    if (key === undefined) return [];
    taken.add(key);
    return [{ key, name }];
  });
}
