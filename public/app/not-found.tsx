import '../list/empty-state.css';
import { Activity } from '../history/activity.tsx';
import { ACTIVITY_PATH } from '../model/activity-path.ts';
import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';

/** Shows the activity of the workspace at its address, and links to the lists at addresses that no page has. */
export function NotFound() {
  const { types, router, late } = useApp();
  if (router.url.value.pathname === ACTIVITY_PATH && late.value?.live.hasHistory.value !== false) return <Activity />;
  return (
    <div class="nothing">
      <h1>Page not found</h1>
      <p>Check the address, or go to:</p>
      <p>
        {types.map((type) => (
          <a key={type.name} class="button" href={hrefOf({ type })}>
            {type.title}
          </a>
        ))}
      </p>
    </div>
  );
}
