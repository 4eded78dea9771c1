import type { RecordType } from '../../src/schema/record-type.ts';
import {
  type ColumnPlan,
  convertedCell,
  jointOf,
  leftOut,
  type Mapping,
  nameOf,
  openQuestions,
  remapped,
  targetsOf,
} from '../model/csv/column-mapping.ts';
import { conversionsOf, convertCell } from '../model/csv/conversions.ts';
import type { CsvTable } from '../model/csv/table.ts';
import { humanize, labelOf } from '../model/labels.ts';

export interface MapColumnsProps {
  readonly type: RecordType;
  readonly table: CsvTable;
  readonly mapping: Mapping;
  readonly onMap: (mapping: Mapping) => void;
}

/** Where the columns of the file go, and how their cells are converted. */
export function MapColumns({ type, table, mapping, onMap }: MapColumnsProps) {
  const out = leftOut(table, mapping);
  const questions = openQuestions(type, table, mapping);
  return (
    <div class="mapping">
      <table>
        <caption class="sr-only">Where the columns of the file go</caption>
        <thead>
          <tr>
            <th scope="col">In the file</th>
            <th scope="col">Goes to</th>
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
          Left out: {out.flatMap((name, index) => [index > 0 && ', ', <bdi key={`${index} ${name}`}>{name}</bdi>])}
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

interface ColumnRowProps {
  readonly type: RecordType;
  readonly table: CsvTable;
  readonly plan: ColumnPlan;
  readonly column: number;
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
          aria-label={`Where “${name}” goes`}
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

type PlanProps = Pick<ColumnRowProps, 'type' | 'table' | 'plan' | 'column'>;

const SHOWN_SAMPLES = 3;
/** Enough to see whether a column needs a conversion, and quick in a long file. */
const PROBED_ROWS = 1_000;

function cellsOf({ table, column }: Pick<PlanProps, 'table' | 'column'>): string[] {
  const cells = table.rows.slice(0, PROBED_ROWS).map((row) => row.cells[column] ?? '');
  return [...new Set(cells)].filter((cell) => cell.trim() !== '');
}

/** The first cells, each with what it is converted to. A column that is left out needs one only. */
function Samples({ type, table, plan, column }: PlanProps) {
  // The choices beside it say the same.
  const isChoice = plan.target !== undefined && type.fields[plan.target]?.control.type === 'select';
  return (
    <span class="sample">
      {cellsOf({ table, column })
        .slice(0, plan.target === undefined ? 1 : SHOWN_SAMPLES)
        .map((cell) => {
          const converted = isChoice ? cell : convertedCell(type, plan, cell);
          return (
            <bdi key={cell}>
              {cell}
              {converted !== cell && <b key={converted}> → {converted}</b>}
            </bdi>
          );
        })}
    </span>
  );
}

/** Shown for a column whose cells some conversion would change. */
function ConversionSelect({ type, table, plan, column, onPlan }: PlanProps & Pick<ColumnRowProps, 'onPlan'>) {
  const field = plan.target === undefined ? undefined : type.fields[plan.target];
  const conversions = field === undefined ? [] : conversionsOf(field);
  const cells = cellsOf({ table, column });
  const isNeeded = conversions.some(({ convert }) => cells.some((cell) => convertCell(convert, cell) !== cell));
  if (!isNeeded && plan.conversion !== undefined) return null;
  return (
    <select
      aria-label={`How “${nameOf(table, column)}” is written`}
      aria-invalid={plan.conversion === undefined}
      value={plan.conversion ?? ''}
      onChange={(event) => onPlan({ ...plan, conversion: event.currentTarget.value || undefined })}
    >
      {plan.conversion === undefined && <option value="">Choose…</option>}
      {conversions.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** More different words than this are no choices, and nobody would go through them. */
const SHOWN_WORDS = 30;

/** The words of the column that are none of the field's choices, and the choice that each becomes. */
function Choices({ type, plan, onPlan }: PlanProps & Pick<ColumnRowProps, 'onPlan'>) {
  const control = plan.target === undefined ? undefined : type.fields[plan.target]?.control;
  const words = Object.entries(plan.choices);
  if (control?.type !== 'select' || words.length === 0) return null;
  return (
    <ul class="choice-words">
      {words.slice(0, SHOWN_WORDS).map(([word, choice]) => (
        <li key={word}>
          <bdi>{word}</bdi>
          <select
            aria-label={`“${word}” becomes`}
            value={choice}
            onChange={(event) => onPlan({ ...plan, choices: { ...plan.choices, [word]: event.currentTarget.value } })}
          >
            <option value="">As it is</option>
            {control.choices.map((known) => (
              <option key={known} value={known}>
                {humanize(known)}
              </option>
            ))}
          </select>
        </li>
      ))}
      {words.length > SHOWN_WORDS && <li class="note">and {words.length - SHOWN_WORDS} more</li>}
    </ul>
  );
}
