import { FieldValue } from '../controls/field-value.tsx';
import { DoneToggle } from '../list/done-toggle.tsx';
import { RecordLink } from '../list/record-link.tsx';
import { useMark } from '../list/use-mark.tsx';
import { may } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isCompleted } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { MoveButton } from './move-button.tsx';

export interface DayRecordsProps {
  readonly route: Route;
  readonly by: string;
  readonly records: readonly StoredRecord[];
}

/** All records of a day. The button with the date of one moves it to another day. */
export function DayRecords({ route, by, records }: DayRecordsProps) {
  const { person } = useApp();
  const mark = useMark(route.view);
  const { type } = route;
  const canChange = may(person.value, 'editor');
  return (
    <ul class="cards">
      {records.map((record) => (
        <li key={record.id} class={isCompleted(type, record) ? 'card is-completed' : 'card'}>
          {canChange && <DoneToggle type={type} record={record} />}
          <div class="card-body">
            <RecordLink route={route} record={record} mark={mark} />
            <div class="card-facts">
              {canChange ? <MoveButton route={route} by={by} record={record} /> : <FieldValue type={type} record={record} name={by} />}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
