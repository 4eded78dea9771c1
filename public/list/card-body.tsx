import type { MarkText } from '../controls/control.ts';
import { FieldValue, isShown, needsLabel } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { controlOf } from '../model/type-display.ts';
import { cellAttributes } from './open-on-click.ts';
import { RecordLink } from './record-link.tsx';

export interface CardBodyProps {
  readonly route: Route;
  readonly record: StoredRecord;
  readonly mark: MarkText | undefined;
  /** The fields below the title. Those without a value are left out. */
  readonly names: readonly string[];
  readonly canChange: boolean;
}

/** What a card shows of a record, in a list and on a board: its title and some fields. */
export function CardBody({ route, record, mark, names, canChange }: CardBodyProps) {
  const { type, view } = route;
  return (
    <div class="card-body">
      <RecordLink route={route} record={record} mark={mark} />
      <div class="card-facts">
        {names
          .filter((name) => isShown(type, record, name))
          .map((name) => (
            <span
              key={name}
              class={`fact is-${controlOf(type, name)?.type ?? 'date-time'}`}
              {...cellAttributes(canChange, type, view, name)}
            >
              <span class={needsLabel(type, name) ? 'fact-label' : 'sr-only'}>{labelOf(type, name)}: </span>
              <FieldValue type={type} record={record} name={name} mark={mark} />
            </span>
          ))}
      </div>
    </div>
  );
}
