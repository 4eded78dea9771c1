import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CsvDialog, CsvDialogProps } from '../csv/csv-dialog.tsx';
import { DropFile } from '../csv/drop-file.tsx';
import { humanize } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { ADD, DOWN, MENU, SEARCH, TRASH, UP } from '../ui/icons.ts';
import { Menu } from '../ui/menu.tsx';
import '../styles/forms.css';
import './list-actions.css';

interface OpenCsv {
  readonly action: CsvDialogProps['action'];
  /** The file that was dropped on the page. */
  readonly file?: File | undefined;
  /** `undefined`: it could not be loaded. */
  readonly Loaded: typeof CsvDialog | undefined;
}

/** Adds a record; exports, imports and the trash are in the menu. */
export function ListActions({ route }: { readonly route: Route }) {
  const { person, late } = useApp();
  const [csv, setCsv] = useState<OpenCsv | undefined>(undefined);
  // The CSV parser is half as large as the page, and few visits need it.
  const openCsv = (action: OpenCsv['action'], file?: File) =>
    void import('../csv/csv-dialog.tsx').then(
      ({ CsvDialog: Loaded }) => setCsv({ action, file, Loaded }),
      () => setCsv({ action, file, Loaded: undefined }),
    );
  const dialogs = late.value?.dialogs;
  const wanted = dialogs?.wanted.value;
  useEffect(() => {
    if (wanted !== 'import' && wanted !== 'export') return;
    dialogs?.close();
    openCsv(wanted);
  }, [wanted]);
  const importFile = useCallback((file: File) => openCsv('import', file), []);
  const closeCsv = () => setCsv(undefined);
  const { type, view } = route;
  const canAdd = may(person.value, 'editor') && !isTrash(view);
  return (
    <div class="list-actions">
      <Menu label={`More actions for ${type.title}`} icon={MENU}>
        <button type="button" onClick={() => dialogs?.open('commands')}>
          <Icon path={SEARCH} /> Go to…
        </button>
        <button type="button" onClick={() => openCsv('export')}>
          <Icon path={DOWN} /> Export as CSV
        </button>
        {canAdd && (
          <button type="button" onClick={() => openCsv('import')}>
            <Icon path={UP} /> Import CSV
          </button>
        )}
        <a href={hrefOf({ type, ...(isTrash(view) ? {} : { view: new URLSearchParams({ trashed: 'true' }) }) })}>
          <Icon path={TRASH} /> {isTrash(view) ? `Back to ${type.title}` : 'Trash'}
        </a>
      </Menu>
      {canAdd && (
        <a class="button is-primary" href={hrefOf({ type, view, open: 'new' })} title="New (n)">
          <Icon path={ADD} /> New {type.singular}
        </a>
      )}
      {csv?.Loaded !== undefined && <csv.Loaded action={csv.action} file={csv.file} route={route} onClose={closeCsv} />}
      {canAdd && <DropFile type={type} onDrop={importFile} />}
      {csv !== undefined && csv.Loaded === undefined && (
        <Dialog title={humanize(csv.action)} onClose={closeCsv}>
          <p role="alert">This part of the page could not be loaded. Check your connection and try again.</p>
        </Dialog>
      )}
    </div>
  );
}
