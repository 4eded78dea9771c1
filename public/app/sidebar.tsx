import { Fragment } from 'preact';
import { TITLE } from '../../src/name.ts';
import { hrefOf } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { rememberedView } from '../state/remembered-view.ts';
import { lazy } from '../ui/lazy.tsx';

const ActivityLink = lazy(() => import('./activity-link.tsx'), 'ActivityLink');
const TrashLink = lazy(() => import('./trash-link.tsx'), 'TrashLink');
const TypeViews = lazy(() => import('./type-views.tsx'), 'TypeViews');
const Account = lazy(() => import('./account.tsx'), 'Account');

/** Shows the navigation between record types, and the account. */
export function Sidebar() {
  const { types, route, storage } = useApp();
  const shown = route.value;
  return (
    <header class="sidebar">
      <a class="brand" href="/">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="3" y="4" width="18" height="4" rx="2" />
          <rect x="3" y="10" width="13" height="4" rx="2" />
          <rect x="3" y="16" width="8" height="4" rx="2" />
        </svg>
        <bdi>{TITLE}</bdi>
      </a>
      <nav aria-label="Record types">
        {types.map((type) => (
          <Fragment key={type.name}>
            <a
              href={hrefOf({ type, view: rememberedView(storage, type) })}
              aria-current={shown?.type === type && !isTrash(shown.view) ? 'page' : undefined}
            >
              {type.title}
            </a>
            {shown?.type === type && <TypeViews route={shown} />}
          </Fragment>
        ))}
        <ActivityLink />
        {shown !== undefined && <TrashLink route={shown} />}
      </nav>
      <div class="account">
        <Account />
      </div>
    </header>
  );
}
