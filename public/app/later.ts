import '../list/row-states.css';
import '../styles/forms.css';

export { Editor } from '../editor/editor.tsx';
export { Keyboard } from '../keyboard/keyboard.tsx';
export { CountsBar } from '../list/counts-bar.tsx';
export { EmptyState } from '../list/empty-state.tsx';
export { ListActions } from '../list/list-actions.tsx';
export { ListTools } from '../list/list-tools.tsx';
export { QuickAdd } from '../list/quick-add.tsx';
export { SessionEnded } from '../session/session-ended.tsx';
export { SignInScreen } from '../session/sign-in-screen.tsx';
/**
 * What the page does not begin with: changing records, dialogs, menus. It is one file, asked for as soon as the list is on the
 * screen, so that the list has little to wait for.
 */
export { createEditing } from '../state/create-editing.ts';
export { Account } from './account.tsx';
export { EditingShell } from './editing-shell.tsx';
export { NotFound } from './not-found.tsx';
