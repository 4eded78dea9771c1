import { effect } from '@preact/signals';
import { createAttention } from '../browser/attention.ts';
import { type FindHits, hitsOf } from '../model/hits.ts';
import { createBoardList } from './board-list.ts';
import { type Counts, createCounts } from './counts.ts';
import { createEditing } from './create-editing.ts';
import { createDialogs, type Dialogs } from './dialogs.ts';
import type { Editing } from './editing.ts';
import { createLive, type Live } from './live.ts';
import { createMonthList } from './month-list.ts';
import { createOwnWrites, type OwnWrites } from './own-writes.ts';
import type { PageServices } from './page-services.ts';
import { createPeople, type People } from './people.ts';
import { createReferences, type References } from './references.ts';
import { rememberView } from './remembered-view.ts';
import { createSavedViews, type SavedViews } from './saved-views.ts';
import { createTabs, type Tabs } from './tabs.ts';
import { createThemeChoice, type ThemeChoice } from './theme-choice.ts';
import { createToasts, type Toasts } from './toasts.ts';

/** The services that the first list does not need. */
export interface LateServices {
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly people: People;
  readonly references: References;
  readonly savedViews: SavedViews;
  /** Finds the words of a search in texts. */
  readonly hitsOf: (query: string) => FindHits;
  readonly live: Live;
  readonly ownWrites: OwnWrites;
  readonly tabs: Tabs;
  readonly dialogs: Dialogs;
  readonly theme: ThemeChoice;
  createEditing(): Editing;
}

export function createLateServices(page: PageServices, browser: Window & typeof globalThis): LateServices {
  page.lists.arrangedLists.value = { board: createBoardList, calendar: createMonthList };
  const toasts = createToasts();
  const counts = createCounts(page);
  const attention = createAttention(browser);
  const ownWrites = createOwnWrites();
  const live = createLive({ ...page, counts, attention, ownWrites });
  const tabs = createTabs({ ...page, counts, attention, poll: live.poll, open: (name) => new browser.BroadcastChannel(name) });
  effect(() => {
    const shown = page.route.value;
    if (shown !== undefined) rememberView(page.storage, shown.type, shown.view);
  });
  return {
    counts,
    toasts,
    people: createPeople(page),
    references: createReferences(page),
    savedViews: createSavedViews(page),
    hitsOf,
    live,
    ownWrites,
    tabs,
    dialogs: createDialogs(),
    theme: createThemeChoice(page.storage, browser.document.documentElement),
    createEditing: () => createEditing(page, { counts, toasts, live, ownWrites, tabs, browser }),
  };
}
