import type { RecordType } from '../../src/schema/record-type.ts';
import { labelOf } from './labels.ts';

/** Where each column of the file goes; `undefined`: nowhere. */
export type Mapping = readonly (string | undefined)[];

/** The columns that a file may fill: the fields, and what tells that a row is a record that is there already. */
export function targetsOf(type: RecordType): string[] {
  return [...Object.keys(type.fields), 'id', 'version'];
}

/** Columns whose name is a field's, or its label's, go there by themselves. */
export function guessMapping(type: RecordType, header: readonly string[]): Mapping {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const taken = new Set<string>();
  return header.map((name) => {
    const target = targetsOf(type).find((one) => !taken.has(one) && [plain(one), plain(labelOf(type, one))].includes(plain(name)));
    if (target !== undefined) taken.add(target);
    return target;
  });
}
