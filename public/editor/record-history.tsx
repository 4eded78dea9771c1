import { formatMoment } from '../records/formats.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { authorOf } from '../session/author.ts';
import { useApp } from '../shell/app-context.ts';

/** When a record came to be and was last changed, and by whom. */
export function RecordHistory({ record }: { readonly record: StoredRecord }) {
  const { person } = useApp();
  return (
    <p class="history">
      Created {formatMoment(record.createdAt)} by {authorOf(record.createdBy, person.value)}
      <br />
      Changed {formatMoment(record.updatedAt)} by {authorOf(record.updatedBy, person.value)}, version {record.version}
    </p>
  );
}
