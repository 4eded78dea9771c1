import { humanize, labelOf } from '../model/labels.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { NOT_SORTABLE, sortWords } from '../model/sort-words.ts';
import { possibleColumns } from '../model/type-display.ts';
import { arranged, arrangementOf, columnsOf, fieldsFor, sortOf } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import '../styles/forms.css';
import './menu-form.css';

/** Chooses the columns and the sort order. On a phone, the list has no other way to sort. */
export function ViewForm({ route: { type, view, open } }: { readonly route: Route }) {
  const { router } = useApp();
  const shown = columnsOf(type, view);
  const sort = sortOf(view);
  const unsortable = shown.filter((name) => !type.sortable.includes(name)).map((name) => labelOf(type, name));
  const go = (changes: Readonly<Record<string, string | undefined>>) =>
    router.go(hrefOf({ type, open, view: withParameters(view, changes) }));
  const toggle = (name: string) => {
    const columns = possibleColumns(type).filter((column) => shown.includes(column) !== (column === name));
    go({ columns: columns.length === 0 ? 'none' : columns.join(',') });
  };

  const arrangement = arrangementOf(view);
  const groups = arrangement === undefined ? [] : fieldsFor(type, arrangement.kind);

  return (
    <>
      {arrangement !== undefined && groups.length > 1 && (
        <label class="arrange-by">
          {humanize(arrangement.kind)} by
          <select
            value={arrangement.by}
            onChange={(event) => router.go(hrefOf({ type, open, view: arranged(view, { ...arrangement, by: event.currentTarget.value }) }))}
          >
            {groups.map((name) => (
              <option key={name} value={name}>
                {labelOf(type, name)}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset>
        <legend>Sort by</legend>
        <div class="pair">
          <select aria-label="Sort by" value={sort.field} onChange={(event) => go({ sort: event.currentTarget.value })}>
            {type.sortable.map((name) => (
              <option key={name} value={name}>
                {labelOf(type, name)}
              </option>
            ))}
          </select>
          <button type="button" class="button" onClick={() => go({ sort: `${sort.descending ? '' : '-'}${sort.field}` })}>
            <ChangingText>{sortWords(type, sort).replace(`${labelOf(type, sort.field)}: `, '')}</ChangingText> {sort.descending ? '↓' : '↑'}
          </button>
        </div>
        {unsortable.length > 0 && (
          <p class="note">
            {unsortable.join(', ')}: {NOT_SORTABLE}
          </p>
        )}
      </fieldset>
      <fieldset>
        <legend>Show</legend>
        <div class="options">
          {possibleColumns(type).map((name) => (
            <label key={name}>
              <input type="checkbox" checked={shown.includes(name)} onChange={() => toggle(name)} /> {labelOf(type, name)}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}
