import { authorOf } from '../model/author.ts';
import { formatMoment } from '../model/formats.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { useApp } from '../state/app-context.ts';

/** When and by whom a record was created and last updated. */
export function RecordMeta({ record }: { readonly record: StoredRecord }) {
  const { person } = useApp();
  return (
    <p class="history">
      Created {formatMoment(record.createdAt)} by <bdi>{authorOf(record.createdBy, person.value)}</bdi>
      <br />
      Updated {formatMoment(record.updatedAt)} by <bdi>{authorOf(record.updatedBy, person.value)}</bdi> (v{record.version})
    </p>
  );
}
