import type { RecordType } from '../../src/schema/record-type.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { Combobox } from './combobox.tsx';
import { textOf } from './use-referred.ts';

export interface ReferencePickerProps {
  readonly type: RecordType;
  readonly id: string;
  /** The id of the chosen record; empty if no record is chosen. */
  readonly value: string;
  readonly input: object;
  readonly onChoose: (id: string) => void;
  readonly onLeave?: () => void;
}

/** Chooses a record of a type by its title. */
export function ReferencePicker({ type, value, ...props }: ReferencePickerProps) {
  const { late } = useApp();
  const references = late.value?.references;
  if (references === undefined) return null;
  return (
    <Combobox
      {...props}
      what={type.title.toLowerCase()}
      chosen={value === '' ? '' : textOf(type, value, references.find(type, value))}
      search={async (text, signal) =>
        (await references.search(type, text, signal)).map((record) => ({ id: record.id, text: titleOf(type, record) }))
      }
    />
  );
}
