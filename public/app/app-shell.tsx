import { useEffect } from 'preact/hooks';
import { TITLE } from '../../src/name.ts';
import { ListScreen } from '../list/list-screen.tsx';
import { may } from '../model/person.ts';
import { hrefOf } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { rememberedView } from '../state/remembered-view.ts';
import { lazy } from '../ui/lazy.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Sidebar } from './sidebar.tsx';

const Editor = lazy(() => import('../editor/editor.tsx'), 'Editor');
const CellEditors = lazy(() => import('../editor/cell-editors.tsx'), 'CellEditors');
const Keyboard = lazy(() => import('../keyboard/keyboard.tsx'), 'Keyboard');
const BottomShell = lazy(() => import('./bottom-shell.tsx'), 'BottomShell');
const NotFound = lazy(() => import('./not-found.tsx'), 'NotFound');
const SessionEnded = lazy(() => import('../session/session-ended.tsx'), 'SessionEnded');
const SignInScreen = lazy(() => import('../session/sign-in-screen.tsx'), 'SignInScreen');

/** Shows the page: navigation, the list, the open record and messages. */
export function AppShell() {
  const { session, route, person, router, types, storage, loadEditing } = useApp();
  const state = session.state.value;
  const shown = route.value;
  const [first] = types;

  useEffect(() => {
    if (state.is === 'in' && shown === undefined && first !== undefined && router.url.value.pathname === '/') {
      router.go(hrefOf({ type: first, view: rememberedView(storage, first) }), { replace: true });
    }
  }, [state.is, shown]);
  const canChange = state.is === 'in' && may(person.value, 'editor');
  useEffect(() => {
    // Ignore a failure: the first component that needs the code loads it again, and the connection banner reports a lost network.
    if (canChange) loadEditing().catch(() => undefined);
  }, [canChange]);
  useEffect(() => {
    const parts = shown === undefined ? [] : [isTrash(shown.view) ? `Trash, ${shown.type.title}` : shown.type.title];
    document.title = [...parts, TITLE].join(' – ');
  }, [shown]);

  if (state.is === 'starting') return null;
  if (state.is === 'out') {
    return (
      <>
        <SignInScreen reason={state.reason} />
        <BottomShell />
      </>
    );
  }
  return (
    <>
      <a class="skip" href="#list-title">
        Skip to the list
      </a>
      <Sidebar />
      <main id="main" class={shown?.open === undefined ? 'main' : 'main has-panel'}>
        <ConnectionBanner />
        {state.expired && <SessionEnded />}
        {shown === undefined ? router.url.value.pathname !== '/' && <NotFound /> : <ListScreen route={shown} />}
      </main>
      {shown?.open !== undefined && <Editor key={`${shown.type.name}/${shown.open}`} route={shown} />}
      <CellEditors />
      <Keyboard />
      <BottomShell />
    </>
  );
}
