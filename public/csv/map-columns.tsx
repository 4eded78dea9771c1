import type { RecordType } from '../../src/schema/record-type.ts';
import {
  type ColumnPlan,
  ignoredColumns,
  jointOf,
  type Mapping,
  nameOf,
  openQuestions,
  remapped,
  targetsOf,
} from '../model/csv/column-mapping.ts';
import type { CsvTable } from '../model/csv/table.ts';
import { labelOf } from '../model/labels.ts';
import { Choices, ConversionSelect, type PlanProps, Samples } from './column-conversion.tsx';

export interface MapColumnsProps {
  readonly type: RecordType;
  readonly table: CsvTable;
  readonly mapping: Mapping;
  readonly onMap: (mapping: Mapping) => void;
}

/** The field for each column of the file, and how its cells are converted. */
export function MapColumns({ type, table, mapping, onMap }: MapColumnsProps) {
  const out = ignoredColumns(table, mapping);
  const questions = openQuestions(type, table, mapping);
  return (
    <div class="mapping">
      <table>
        <caption class="sr-only">Field for each column of the file</caption>
        <thead>
          <tr>
            <th scope="col">Column in the file</th>
            <th scope="col">Field</th>
          </tr>
        </thead>
        <tbody>
          {mapping.map((plan, column) => (
            <ColumnRow
              key={column}
              {...{ type, table, plan, column }}
              isJoined={mapping.some((other, index) => index !== column && plan.target !== undefined && other.target === plan.target)}
              onTarget={(target) => onMap(remapped(type, table, mapping, { column, target }))}
              onPlan={(changed) => onMap(mapping.map((other, index) => (index === column ? changed : other)))}
            />
          ))}
        </tbody>
      </table>
      {out.length > 0 && (
        <p key={out.join()} class="note">
          {out.flatMap((name, index) => [
            index > 0 && (index === out.length - 1 ? ' and ' : ', '),
            <bdi key={`${index} ${name}`}>{name}</bdi>,
          ])}{' '}
          will be left out.
        </p>
      )}
      <div class="questions" role="status">
        {questions.map((question) => (
          <p key={question}>{question}</p>
        ))}
      </div>
    </div>
  );
}

interface ColumnRowProps extends PlanProps {
  /** Whether another column goes to the same field. */
  readonly isJoined: boolean;
  readonly onTarget: (target: string | undefined) => void;
  readonly onPlan: (plan: ColumnPlan) => void;
}

function ColumnRow({ type, table, plan, column, isJoined, onTarget, onPlan }: ColumnRowProps) {
  const name = nameOf(table, column);
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
        <Samples {...{ type, table, plan, column }} />
      </th>
      <td>
        <select
          aria-label={`Field for “${name}”`}
          value={plan.target ?? ''}
          onChange={(event) => onTarget(event.currentTarget.value || undefined)}
        >
          <option value="">Don’t import</option>
          {targetsOf(type).map((target) => (
            <option key={target} value={target}>
              {labelOf(type, target)}
            </option>
          ))}
        </select>
        {isJoined && plan.target !== undefined && <p class="note">{joinedNote(type, plan.target)}</p>}
        <ConversionSelect {...{ type, table, plan, column, onPlan }} />
        <Choices {...{ type, table, plan, column, onPlan }} />
      </td>
    </tr>
  );
}

function joinedNote(type: RecordType, target: string): string {
  const manner = { ' ': 'with a space', '\n': 'line by line', ';': 'as one list' }[jointOf(type.fields[target]) ?? ' '];
  return `Columns for ${labelOf(type, target)} are joined ${manner}.`;
}
