import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';

/** The record's name, which opens it. */
export function RecordLink({ route: { type, view, open }, record }: { readonly route: Route; readonly record: StoredRecord }) {
  const { editing } = useApp();
  return (
    <>
      <a
        id={`open-${record.id}`}
        class="record-link"
        href={hrefOf({ type, view, open: record.id })}
        aria-current={open === record.id ? 'true' : undefined}
      >
        {titleOf(type, record)}
      </a>
      {editing.value?.drafts.has(type, record.id) && <span class="unsaved">Unsaved changes</span>}
    </>
  );
}
