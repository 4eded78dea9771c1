import { authorOf } from '../model/author.ts';
import { formatMoment } from '../model/formats.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { useApp } from '../state/app-context.ts';

/** When a record came to be and was last changed, and by whom. */
export function RecordMeta({ record }: { readonly record: StoredRecord }) {
  const { person } = useApp();
  return (
    <p class="history">
      Created {formatMoment(record.createdAt)} by {authorOf(record.createdBy, person.value)}
      <br />
      Changed {formatMoment(record.updatedAt)} by {authorOf(record.updatedBy, person.value)}, version {record.version}
    </p>
  );
}
