import { useEffect } from 'preact/hooks';
import { ACTIVITY_PATH } from '../model/activity-path.ts';
import { useApp } from '../state/app-context.ts';
import { Icon } from '../ui/icon.tsx';
import { HISTORY } from '../ui/icons.ts';
import { intoSight } from './into-sight.ts';

/** Shows a link to the activity of the workspace, where the service keeps a history. */
export function ActivityLink() {
  const { late, router } = useApp();
  const isShown = router.url.value.pathname === ACTIVITY_PATH;
  useEffect(() => {
    if (!isShown) return;
    document.title = document.title.replace(/^/, 'Activity – ');
    return () => {
      document.title = document.title.replace(/^Activity – /, '');
    };
  }, [isShown]);
  if (late.value?.live.hasHistory.value !== true) return null;
  return (
    <a ref={isShown ? intoSight : null} href={ACTIVITY_PATH} aria-current={isShown ? 'page' : undefined}>
      <Icon path={HISTORY} /> Activity
    </a>
  );
}
