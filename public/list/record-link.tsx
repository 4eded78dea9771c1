import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';

/** The record's title, as the link that opens it. */
export function RecordLink({ route: { type, view, open }, record }: { readonly route: Route; readonly record: StoredRecord }) {
  const { editing } = useApp();
  return (
    <>
      <a
        id={`open-${record.id}`}
        class="record-link"
        href={hrefOf({ type, view, open: record.id })}
        dir="auto"
        aria-current={open === record.id ? 'true' : undefined}
      >
        <ChangingText>{titleOf(type, record)}</ChangingText>
      </a>
      {editing.value?.drafts.has(type, record.id) && <span class="unsaved">Unsaved changes</span>}
    </>
  );
}
