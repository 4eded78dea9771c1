import { useApp } from '../state/app-context.ts';
import { CellEditor } from './cell-editor.tsx';

/** The fields that are being changed in the list. */
export function CellEditors() {
  const { cells } = useApp().editing.value ?? {};
  return cells?.open.value.map((cell) => <CellEditor key={cell.key} cell={cell} />);
}
