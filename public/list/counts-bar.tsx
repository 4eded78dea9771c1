import { choiceColor } from '../controls/choice-color.ts';
import { ChoiceIcon } from '../controls/choice-icon.tsx';
import { humanize, labelOf } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { completionOf, mainChoice } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import './counts-bar.css';

/** The number of records for each choice, as a bar and as buttons that filter by the choice. */
export function CountsBar({ route: { type, view, open } }: { readonly route: Route }) {
  const { router, late, connection } = useApp();
  const main = mainChoice(type);
  if (main === undefined) return null;
  const { name, choices, retired } = main;
  const groups = late.value?.counts.current.value?.groups;
  const isProgress = completionOf(type)?.field === name;
  const isStale = connection.state.value === 'lost';
  const chosen = view.get(name)?.split(',') ?? [];
  const shownChoices = [...choices, ...retired.filter((choice) => chosen.includes(choice) || (groups?.get(choice) ?? 0) > 0)];
  // Values that are no longer choices. The service cannot filter by them.
  const others = [...(groups ?? [])].reduce((sum, [choice, count]) => (shownChoices.includes(choice) ? sum : sum + count), 0);
  const toggle = (choice: string) => {
    const wanted = chosen.length === 1 && chosen[0] === choice ? undefined : choice;
    router.go(hrefOf({ type, open, view: withParameters(view, { [name]: wanted }) }));
  };

  return (
    <div
      class={isStale ? 'counts is-stale' : 'counts'}
      role="group"
      aria-label={`Filter by ${labelOf(type, name).toLowerCase()}`}
      title={isStale ? 'These numbers may be out of date: the server can’t be reached.' : undefined}
    >
      <div class="counts-bar" aria-hidden="true">
        {shownChoices.map((choice, index) => (
          <span
            key={choice}
            class={chosen.length === 0 ? undefined : chosen.includes(choice) ? 'is-chosen' : 'is-faint'}
            style={{
              flexGrow: groups?.get(choice) ?? 0,
              '--share': Math.min(1, index / Math.max(1, choices.length - 1)),
              '--dot': choiceColor({ choices, retired, choice, isProgress }),
            }}
          />
        ))}
      </div>
      {shownChoices.map((choice) => (
        <button key={choice} type="button" class="count" aria-pressed={chosen.includes(choice)} onClick={() => toggle(choice)}>
          <ChoiceIcon {...{ choices, retired, choice, isProgress }} />
          {humanize(choice)} <span class="count-number">{shown(groups?.get(choice))}</span>
        </button>
      ))}
      {others > 0 && (
        <span class="count misfit">
          Invalid <span class="count-number">{shown(others)}</span>
        </span>
      )}
    </div>
  );
}

function shown(count: number | undefined): string {
  return count === undefined ? '' : formatNumber(count);
}
