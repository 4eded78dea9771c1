import { misfitFaults } from '../../src/schema/fit.ts';
import { titleField } from '../../src/schema/record-type.ts';
import type { MarkText } from '../controls/control.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';

export interface RecordLinkProps {
  readonly route: Route;
  readonly record: StoredRecord;
  /** Marks the words of a search. */
  readonly mark: MarkText | undefined;
}

/** The record's title, as the link that opens it. */
export function RecordLink({ route: { type, view, open }, record, mark }: RecordLinkProps) {
  const { editing } = useApp();
  const name = titleField(type);
  const field = type.fields[name];
  const title = titleOf(type, record);
  const [fault] = field === undefined ? [] : misfitFaults(field, record[name]);
  return (
    <>
      <a
        id={`open-${record.id}`}
        class="record-link"
        href={hrefOf({ type, view, open: record.id })}
        dir="auto"
        aria-current={open === record.id ? 'true' : undefined}
      >
        <span key={title}>{mark === undefined ? title : mark(title)}</span>
      </a>
      {fault !== undefined && (
        <span class="misfit" title={`Invalid: ${fault.detail}`}>
          <span class="misfit-words">{record[name] === undefined ? 'Missing' : 'Invalid'}</span>
        </span>
      )}
      {editing.value?.drafts.has(type, record.id) && <span class="unsaved">Unsaved changes</span>}
    </>
  );
}
