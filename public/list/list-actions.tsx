import { useState } from 'preact/hooks';
import { CsvDialog } from '../csv/csv-dialog.tsx';
import { hrefOf, type Place } from '../router/place.ts';
import { may } from '../session/person.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icon.tsx';
import { Menu } from '../shell/menu.tsx';
import { isTrash } from './view.ts';
import './list-actions.css';

/** Adding a record, and what can be done with the whole list. */
export function ListActions({ place }: { readonly place: Place }) {
  const { person } = useApp();
  const [csv, setCsv] = useState<'in' | 'out' | undefined>(undefined);
  const { type, view } = place;
  const canAdd = may(person.value, 'editor') && !isTrash(view);
  return (
    <div class="list-actions">
      <Menu label={`More for ${type.title}`} icon="menu">
        <button type="button" onClick={() => setCsv('out')}>
          <Icon name="down" /> Export as CSV
        </button>
        {canAdd && (
          <button type="button" onClick={() => setCsv('in')}>
            <Icon name="up" /> Import CSV
          </button>
        )}
        <a href={hrefOf({ type, ...(isTrash(view) ? {} : { view: new URLSearchParams({ trashed: 'true' }) }) })}>
          <Icon name="trash" /> {isTrash(view) ? `Back to ${type.title}` : 'Trash'}
        </a>
      </Menu>
      {canAdd && (
        <a class="button is-primary" href={hrefOf({ type, view, open: 'new' })} title="New (n)">
          <Icon name="add" /> New {type.singular}
        </a>
      )}
      {csv !== undefined && <CsvDialog way={csv} place={place} onClose={() => setCsv(undefined)} />}
    </div>
  );
}
