import { matchFields, type RecordType } from '../../src/schema/record-type.ts';
import type { Mapping } from '../model/csv/column-mapping.ts';
import { labelOf } from '../model/labels.ts';

export interface MatchSelectProps {
  readonly type: RecordType;
  readonly mapping: Mapping;
  readonly match: string | undefined;
  readonly onChange: (match: string | undefined) => void;
}

/** The fields of the file by which the service can find records. */
export function matchChoices(type: RecordType, mapping: Mapping): string[] {
  return matchFields(type).filter((name) => mapping.some(({ target }) => target === name));
}

/** The field by which rows update existing records. Nothing where the file has no such field. */
export function MatchSelect({ type, mapping, match, onChange }: MatchSelectProps) {
  const choices = matchChoices(type, mapping);
  if (choices.length === 0) return null;
  return (
    <div class="file-settings">
      <label>
        <span>Update existing {type.title.toLowerCase()} by</span>
        <select
          value={match !== undefined && choices.includes(match) ? match : ''}
          onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
        >
          <option value="">Don’t update, only create</option>
          {choices.map((name) => (
            <option key={name} value={name}>
              {labelOf(type, name)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
