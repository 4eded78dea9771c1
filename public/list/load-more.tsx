import { useEffect, useRef } from 'preact/hooks';
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
  const refused = state.is === 'failed' && state.error instanceof ProblemError && state.error.status === 400 ? state.error : undefined;
  const loaded = list.records.value.length;

  // Observe again after each page: if the end of the list is still near the screen, the next page loads.
  useEffect(() => {
    if (state.is !== 'waiting' || element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && void list.more(), {
      rootMargin: '1200px 0px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [list, state]);

  useEffect(() => {
    const isAway = state.is === 'failed' && isTemporary(state.error);
    if (isAway && isReachable) void list.more();
  }, [isReachable]);

  // Use a new element after each page. The browser would count the move of the old element as a layout shift.
  return (
    <div key={state.is === 'loading' ? loaded : 'settled'} ref={element} class="load-more" aria-busy={state.is === 'loading'}>
      {state.is === 'loading' && <Skeleton lines={loaded === 0 ? 8 : 2} />}
      {state.is === 'complete' && loaded > 0 && <p key={loaded}>{pluralize(loaded, list.type)}</p>}
      {refused !== undefined && <ListFailure route={route} problem={refused} />}
      {state.is === 'failed' && refused === undefined && (
        <p class="notice is-alarm" role="alert">
          {reasonOf(state.error)}{' '}
          <button type="button" class="link" onClick={() => void list.more()}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
