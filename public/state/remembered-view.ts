import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import type { View } from '../model/view.ts';

const keyOf = ({ name }: RecordType) => `view:${name}`;

/** Returns the filters, order and columns that the list of a type last had on this device. */
export function rememberedView(storage: DeviceStorage, type: RecordType): View {
  return new URLSearchParams(storage.read(keyOf(type)));
}

/** Remembers a view without its search and its month, and not that of the trash. */
export function rememberView(storage: DeviceStorage, type: RecordType, view: View): void {
  if (view.has('trashed')) return;
  const kept = new URLSearchParams(view);
  kept.delete('q');
  kept.delete('calendar-on');
  storage.keep(keyOf(type), kept.toString());
}
