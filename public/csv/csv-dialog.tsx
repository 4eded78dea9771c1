import type { Route } from '../model/route.ts';
import { queryOf } from '../model/view.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

export interface CsvDialogProps {
  readonly action: 'import' | 'export';
  /** The file to import, if it is chosen already. */
  readonly file?: File | undefined;
  readonly route: Route;
  readonly onClose: () => void;
}

/** Shows the dialog that imports a CSV file into a list, or exports the records of the list. */
export function CsvDialog({ action, file, route: { type, view }, onClose }: CsvDialogProps) {
  return action === 'import' ? (
    <ImportDialog type={type} file={file} onClose={onClose} />
  ) : (
    <ExportDialog type={type} query={queryOf(view)} onClose={onClose} />
  );
}
