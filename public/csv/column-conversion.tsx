import type { RecordType } from '../../src/schema/record-type.ts';
import { type ColumnPlan, cellFault, convertedCell, nameOf } from '../model/csv/column-mapping.ts';
import { conversionsOf, convertCell } from '../model/csv/conversions.ts';
import type { CsvTable } from '../model/csv/table.ts';
import { humanize } from '../model/labels.ts';

export interface PlanProps {
  readonly type: RecordType;
  readonly table: CsvTable;
  readonly plan: ColumnPlan;
  readonly column: number;
}

interface ChangeProps extends PlanProps {
  readonly onPlan: (plan: ColumnPlan) => void;
}

const SHOWN_SAMPLES = 3;
/** Enough to see whether a column needs a conversion, and quick in a long file. */
const PROBED_ROWS = 1_000;

function cellsOf({ table, column }: Pick<PlanProps, 'table' | 'column'>): string[] {
  const cells = table.rows.slice(0, PROBED_ROWS).map((row) => row.cells[column] ?? '');
  return [...new Set(cells)].filter((cell) => cell.trim() !== '');
}

/** The first cells, each with its converted value. A column that is not imported shows only one. */
export function Samples({ type, table, plan, column }: PlanProps) {
  // `Choices` already shows the converted value.
  const isChoice = plan.target !== undefined && type.fields[plan.target]?.control.type === 'select';
  return (
    <span class="sample">
      {cellsOf({ table, column })
        .slice(0, plan.target === undefined ? 1 : SHOWN_SAMPLES)
        .map((cell) => {
          const converted = isChoice ? cell : convertedCell(type, plan, cell);
          const fault = cellFault(type, plan, cell);
          return (
            <bdi key={cell}>
              {cell}
              {converted !== cell && <b key={converted}> → {converted}</b>}
              {fault !== undefined && (
                <span class="misfit" title={fault}>
                  {' '}
                  (invalid)
                </span>
              )}
            </bdi>
          );
        })}
    </span>
  );
}

/** Shown if at least one conversion would change cells of the column. */
export function ConversionSelect({ type, table, plan, column, onPlan }: ChangeProps) {
  const field = plan.target === undefined ? undefined : type.fields[plan.target];
  const conversions = field === undefined ? [] : conversionsOf(field);
  const cells = cellsOf({ table, column });
  const isNeeded = conversions.some(({ convert }) => cells.some((cell) => convertCell(convert, cell) !== cell));
  if (!isNeeded && plan.conversion !== undefined) return null;
  return (
    <select
      aria-label={`Format of “${nameOf(table, column)}”`}
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

/** A column with more different words probably holds no choices, and the list would be too long. */
const SHOWN_WORDS = 30;

/** The words of the column that are not choices of the field, each with the choice to import it as. */
export function Choices({ type, plan, onPlan }: ChangeProps) {
  const control = plan.target === undefined ? undefined : type.fields[plan.target]?.control;
  const words = Object.entries(plan.choices);
  if (control?.type !== 'select' || words.length === 0) return null;
  return (
    <ul class="choice-words">
      {words.slice(0, SHOWN_WORDS).map(([word, choice]) => (
        <li key={word}>
          <bdi>{word}</bdi>
          <select
            aria-label={`Import “${word}” as`}
            value={choice}
            onChange={(event) => onPlan({ ...plan, choices: { ...plan.choices, [word]: event.currentTarget.value } })}
          >
            <option value="">Don’t convert</option>
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
