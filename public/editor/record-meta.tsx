import { formatMoment } from '../model/formats.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { Author } from '../ui/author.tsx';

/** Shows when and by whom a record was created and last updated. */
export function RecordMeta({ record }: { readonly record: StoredRecord }) {
  return (
    <p class="history">
      Created {formatMoment(record.createdAt)} by <Author id={record.createdBy} />
      <br />
      Updated {formatMoment(record.updatedAt)} by <Author id={record.updatedBy} /> (v{record.version})
    </p>
  );
}
