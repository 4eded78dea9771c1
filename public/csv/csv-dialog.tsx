import type { Route } from '../model/route.ts';
import { queryOf } from '../model/view.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

export interface CsvDialogProps {
  readonly way: 'in' | 'out';
  readonly route: Route;
  readonly onClose: () => void;
}

/** A list as a file, in or out. */
export function CsvDialog({ way, route: { type, view }, onClose }: CsvDialogProps) {
  return way === 'in' ? (
    <ImportDialog type={type} onClose={onClose} />
  ) : (
    <ExportDialog type={type} query={queryOf(view)} onClose={onClose} />
  );
}
