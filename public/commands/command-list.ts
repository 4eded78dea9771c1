import { THEMES } from '../browser/theme.ts';
import { ACTIVITY_PATH } from '../model/activity-path.ts';
import { humanize } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf } from '../model/route.ts';
import { knownPart } from '../model/saved-view.ts';
import { startingViews } from '../model/starting-views.ts';
import { isTrash, type View } from '../model/view.ts';
import type { App } from '../state/app.ts';
import type { LateServices } from '../state/late-services.ts';
import { rememberedView } from '../state/remembered-view.ts';
import type { Named } from './match-commands.ts';

/** Something that the palette offers. */
export interface Command extends Named {
  readonly key: string;
  /** The shortcut, for people who want to learn it. */
  readonly shortcut?: string;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

const TRASH: View = new URLSearchParams({ trashed: 'true' });

/** The commands that this person can run on this page now. */
export function commandGroups(app: App, late: LateServices): CommandGroup[] {
  return [
    { title: 'Go to', commands: [...listCommands(app, late), ...otherPlaces(app, late)] },
    { title: 'Actions', commands: [...newCommands(app), ...actionsOfList(app, late), ...undoCommands(app)] },
    { title: 'Settings and help', commands: [...themeCommands(late), ...helpCommands(app, late)] },
  ];
}

/** The lists of all types with their views, those of the shown type first. */
function listCommands({ types, route, router, storage }: App, { savedViews }: LateServices): Command[] {
  const shown = route.peek()?.type;
  return [...types.filter((type) => type === shown), ...types.filter((type) => type !== shown)].flatMap((type) => [
    { key: type.name, name: type.title, words: 'list', run: () => router.go(hrefOf({ type, view: rememberedView(storage, type) })) },
    ...startingViews(type).map(({ name, view }) => ({
      key: `${type.name}/${name}`,
      name: `${type.title}: ${name}`,
      words: 'view',
      run: () => {
        savedViews.choose(type.name, undefined);
        router.go(hrefOf({ type, view }));
      },
    })),
    ...savedViews.ofType(type.name).map((saved) => ({
      key: saved.id,
      name: `${type.title}: ${saved.name}`,
      words: 'view',
      run: () => {
        savedViews.choose(type.name, saved);
        router.go(hrefOf({ type, view: knownPart(type, saved) }));
      },
    })),
  ]);
}

function otherPlaces({ route, router }: App, { live }: LateServices): Command[] {
  const type = route.peek()?.type;
  return [
    ...(type === undefined
      ? []
      : [{ key: 'trash', name: `Trash of ${type.title}`, words: 'deleted restore', run: () => router.go(hrefOf({ type, view: TRASH })) }]),
    ...(live.hasHistory.peek() === true
      ? [{ key: 'activity', name: 'Activity', words: 'history changes', run: () => router.go(ACTIVITY_PATH) }]
      : []),
  ];
}

function newCommands({ types, person, route, router }: App): Command[] {
  if (!may(person.peek(), 'editor')) return [];
  const shown = route.peek();
  return types.map((type) => {
    // A new record takes the values of the shown filters.
    const isShown = shown?.type === type && !isTrash(shown.view);
    return {
      key: `new/${type.name}`,
      name: `New ${type.singular}`,
      words: 'add create',
      ...(isShown ? { shortcut: 'n' } : {}),
      run: () => router.go(hrefOf({ type, open: 'new', ...(isShown ? { view: shown.view } : {}) })),
    };
  });
}

function actionsOfList({ person, route, lists, run }: App, { dialogs }: LateServices): Command[] {
  const [shown, list] = [route.peek(), lists.current.peek()];
  if (shown === undefined || list === undefined) return [];
  const { type, view } = shown;
  const canImport = may(person.peek(), 'editor') && !isTrash(view);
  return [
    ...(canImport
      ? [{ key: 'import', name: `Import ${type.title.toLowerCase()} from CSV`, words: 'upload file', run: () => dialogs.open('import') }]
      : []),
    { key: 'export', name: `Export ${type.title.toLowerCase()} as CSV`, words: 'download file', run: () => dialogs.open('export') },
    { key: 'reload', name: 'Reload the list', words: 'refresh', shortcut: 'r', run: () => run(list.reload) },
  ];
}

function undoCommands({ editing }: App): Command[] {
  const undo = editing.peek()?.undo;
  if (undo === undefined) return [];
  return [
    { key: 'undo', name: 'Undo', words: 'take back', shortcut: 'Ctrl Z', run: undo.latest },
    { key: 'redo', name: 'Redo', words: 'again', shortcut: 'Ctrl Shift Z', run: undo.redo },
  ];
}

const THEME_NAMES = { auto: 'of this device', light: 'light', dark: 'dark' } as const;

function themeCommands({ theme }: LateServices): Command[] {
  return THEMES.filter((other) => other !== theme.current.peek()).map((other) => ({
    key: `theme/${other}`,
    name: `Theme: ${THEME_NAMES[other]}`,
    words: `colors mode ${humanize(other)}`,
    run: () => theme.choose(other),
  }));
}

function helpCommands({ person }: App, { dialogs }: LateServices): Command[] {
  return [
    { key: 'keys', name: 'Keyboard shortcuts', words: 'help keys', shortcut: '?', run: () => dialogs.open('keys') },
    { key: 'api', name: 'API documentation', words: 'docs help', run: () => location.assign('/docs/') },
    ...(person.peek().isLocal ? [] : [{ key: 'sign-out', name: 'Sign out', words: 'log out leave', run: () => dialogs.open('sign-out') }]),
  ];
}
