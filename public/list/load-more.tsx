import { useEffect, useRef } from 'preact/hooks';
import { watchNearness } from '../browser/watch-nearness.ts';
import { pluralize } from '../model/labels.ts';
import { isTemporary, ProblemError, reasonOf } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import { lazy } from '../ui/lazy.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { RecordsProps } from './record-table.tsx';

const ListFailure = lazy(() => import('./list-failure.tsx'), 'ListFailure');

/** Shows the end of the list, and loads the next page when this end comes near the screen. */
export function LoadMore({ route, list }: RecordsProps) {
  const { connection } = useApp();
  const element = useRef<HTMLDivElement>(null);
  const isReachable = connection.state.value !== 'lost';
  const state = list.state.value;
  const failure = state.is === 'failed' ? state.error : undefined;
  const loaded = list.records.value.length;

  // Observe again after each page: if the end of the list is still near the screen, the next page loads.
  useEffect(() => {
    if (state.is !== 'waiting' || element.current === null) return;
    return watchNearness(element.current, ({ isIntersecting }) => isIntersecting && void list.more());
  }, [list, state]);

  useEffect(() => {
    if (isTemporary(failure) && isReachable) void list.more();
  }, [isReachable]);

  // Use a new element after each page. The browser would count the move of the old element as a layout shift.
  return (
    <div key={state.is === 'loading' ? loaded : 'settled'} ref={element} class="load-more" aria-busy={state.is === 'loading'}>
      {state.is === 'loading' && <Skeleton lines={loaded === 0 ? 8 : 2} />}
      {state.is === 'complete' && loaded > 0 && <p key={loaded}>{pluralize(loaded, list.type)}</p>}
      {failure instanceof ProblemError && failure.status === 400 ? (
        <ListFailure route={route} problem={failure} />
      ) : (
        state.is === 'failed' && (
          <p class="notice is-alarm" role="alert">
            {reasonOf(failure)}{' '}
            <button type="button" class="link" onClick={() => void list.more()}>
              Try again
            </button>
          </p>
        )
      )}
    </div>
  );
}
