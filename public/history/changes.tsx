import type { RecordType } from '../../src/schema/record-type.ts';
import { FieldValue } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Change } from '../requests/history-api.ts';

export interface ChangesProps {
  readonly type: RecordType;
  readonly id: string;
  readonly change: Change;
}

/** The fields that a change set, each from its old value to the new one. Fields that are not defined any more are left out. */
export function Changes({ type, id, change }: ChangesProps) {
  const fields = Object.entries(change.changes).filter(([name]) => type.fields[name] !== undefined);
  if (fields.length === 0) return null;
  return (
    <dl class="changes">
      {fields.map(([name, { from, to } = {}]) => (
        <div key={name}>
          <dt>{labelOf(type, name)}</dt>
          <dd>
            {change.version > 1 && (
              <>
                <Value type={type} id={id} change={change} name={name} value={from} />
                <span class="change-arrow" role="img" aria-label="changed to">
                  →
                </span>
              </>
            )}
            <Value type={type} id={id} change={change} name={name} value={to} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ type, id, change, name, value }: ChangesProps & { readonly name: string; readonly value: unknown }) {
  if (value === undefined || value === null) return <i class="note">empty</i>;
  const { at, by, version } = change;
  const record: StoredRecord = { id, version, createdAt: at, updatedAt: at, createdBy: by, updatedBy: by, [name]: value };
  return (
    <span class="change-value" dir="auto">
      <FieldValue type={type} record={record} name={name} isFull />
    </span>
  );
}
