import { isRecordId } from '../../src/schema/record-id.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { displayText } from '../model/display-text.ts';
import type { Referred } from '../model/references.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import type { TitleOf } from './control.ts';

/** What is shown for a value that refers to a record. A value from before the field was a reference is shown unchanged. */
export function textOf(type: RecordType, value: string, referred: Referred): string {
  if (!isRecordId(value)) return displayText(value);
  if (referred === undefined) return '…';
  return referred === null ? `Deleted ${type.singular}` : titleOf(type, referred);
}

/** The title of the record that an id refers to; `…` until it is loaded. */
export function useTitleOf(): TitleOf {
  const { types, late } = useApp();
  return (typeName, id) => {
    const type = types.find(({ name }) => name === typeName);
    return type === undefined ? id : textOf(type, id, late.value?.references.find(type, id));
  };
}
