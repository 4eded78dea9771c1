import { focusSoon } from '../browser/focus-soon.ts';
import { viewOn } from '../model/calendar-view.ts';
import { formatMonth } from '../model/calendar-words.ts';
import { labelOf } from '../model/labels.ts';
import { addMonths } from '../model/month.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { fieldsFor } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Undated } from './undated.tsx';

const BACK = 'M10 3L5 8l5 5';
const FORTH = 'M6 3l5 5-5 5';

export interface CalendarHeadProps {
  readonly route: Route;
  readonly by: string;
  readonly month: string;
  readonly today: string;
}

/** Shows the month, the ways to others, and the field by which records have their days. */
export function CalendarHead({ route, by, month, today }: CalendarHeadProps) {
  const { router } = useApp();
  const { type, view, open } = route;
  const fields = fieldsFor(type, 'calendar');
  return (
    <div class="calendar-head">
      <h2 id="calendar-month">
        <ChangingText>{formatMonth(`${month}-01`)}</ChangingText>
      </h2>
      <div class="calendar-ways">
        <MonthLink route={route} month={addMonths(month, -1)} label="Previous month" icon={BACK} />
        <a class="button" href={hrefOf({ type, open, view: viewOn(view, undefined) })} onClick={() => focusSoon(`day-${today}`)}>
          Today
        </a>
        <MonthLink route={route} month={addMonths(month, 1)} label="Next month" icon={FORTH} />
      </div>
      {fields.length > 1 && (
        <select
          aria-label="Date that the calendar shows"
          value={by}
          onChange={(event) => router.go(hrefOf({ type, open, view: withParameters(view, { 'calendar-by': event.currentTarget.value }) }))}
        >
          {fields.map((name) => (
            <option key={name} value={name}>
              {labelOf(type, name)}
            </option>
          ))}
        </select>
      )}
      <Undated route={route} by={by} />
    </div>
  );
}

interface MonthLinkProps {
  readonly route: Route;
  readonly month: string;
  readonly label: string;
  readonly icon: string;
}

function MonthLink({ route: { type, view, open }, month, label, icon }: MonthLinkProps) {
  return (
    <a
      class="icon-button month-link"
      href={hrefOf({ type, open, view: viewOn(view, month) })}
      aria-label={`${label}, ${formatMonth(`${month}-01`)}`}
      title={label}
    >
      <Icon path={icon} />
    </a>
  );
}
