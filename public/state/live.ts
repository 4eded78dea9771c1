import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Attention } from '../browser/attention.ts';
import { isTrash } from '../model/view.ts';
import { type FeedChange, followChanges } from '../requests/history-api.ts';
import { ProblemError } from '../requests/problem.ts';
import type { Counts } from './counts.ts';
import type { OwnWrites } from './own-writes.ts';
import type { PageServices } from './page-services.ts';

// Changes by others. What it guarantees:
// - It asks for changes every few seconds while the page is visible and the service can be reached, and at once on focus. Not otherwise.
// - It never changes the shown list. It counts the changes that the list does not show yet, and a person decides when to show them.
// - The writes of this page are not counted.
// - Other lists are loaded again when they are next shown.

export interface Live {
  /** Whether the service keeps a history; `undefined` until that is known. */
  readonly hasHistory: ReadonlySignal<boolean | undefined>;
  /** The number of changed records that the list does not show yet. */
  readonly news: ReadonlySignal<number>;
  /** Loads the list again. */
  show(): Promise<void>;
  /** Asks for changes now. */
  poll(): void;
}

export type LiveOptions = Pick<PageServices, 'send' | 'session' | 'connection' | 'lists' | 'route'> & {
  readonly counts: Counts;
  readonly ownWrites: OwnWrites;
  readonly attention: Pick<Attention, 'isVisible' | 'onFocus'>;
  /** Milliseconds between two requests. */
  readonly pauseMs?: number;
};

const PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 60_000;
/** Changes that add a record to a list. */
const ADDING = ['create', 'import', 'restore', 'undo'];
const ADDING_TO_TRASH = ['trash', 'undo'];

export function createLive({
  send,
  session,
  connection,
  lists,
  route,
  ownWrites,
  counts,
  attention,
  pauseMs = PAUSE_MS,
}: LiveOptions): Live {
  const hasHistory = signal<boolean | undefined>(undefined);
  const received = signal<readonly FeedChange[]>([]);
  /** On the clock of the service. */
  let startedAt: number | undefined;
  const feed = followChanges(send, (headers) => {
    startedAt ??= Date.parse(headers.get('Date') ?? '');
  });
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPolling = false;

  const canPoll = computed(() => {
    const inside = session.state.value;
    const isIn = inside.is === 'in' && !inside.expired;
    return isIn && attention.isVisible.value && connection.state.value !== 'lost' && hasHistory.value !== false;
  });

  function schedule(milliseconds: number): void {
    clearTimeout(timer);
    if (canPoll.peek()) timer = setTimeout(() => void poll(), milliseconds);
  }

  async function poll(): Promise<void> {
    if (isPolling || !canPoll.peek()) return;
    isPolling = true;
    try {
      for await (const changes of feed.pages()) await receive(changes);
      failures = 0;
      hasHistory.value = true;
    } catch (error) {
      failures++;
      // Without a history the service has no such path.
      if (error instanceof ProblemError && error.status === 404) hasHistory.value = false;
    }
    isPolling = false;
    schedule(Math.min(MAX_PAUSE_MS, pauseMs * 2 ** failures));
  }

  async function receive(changes: readonly FeedChange[]): Promise<void> {
    // Until the answer to a write of this page arrives, its change looks like one of others.
    await untilZero(ownWrites.underway);
    const foreign = changes.filter(({ changeSet }) => changeSet === null || !ownWrites.changeSets.has(changeSet));
    if (foreign.length > 0) {
      lists.forgetOthers();
      received.value = [...received.value, ...foreign.filter(isNews)];
    }
  }

  /** Whether the list does not show a change that concerns it. */
  function isNews({ type, id, version, action, at, changes }: FeedChange): boolean {
    const [shown, list] = [route.value, lists.current.value];
    if (shown === undefined || list?.type.name !== type) return false;
    const record = list.records.value.find((known) => known.id === id);
    if (record !== undefined) return record.version < version;
    // Changes from before come again.
    if (startedAt !== undefined && Date.parse(at) < startedAt) return false;
    if ((isTrash(shown.view) ? ADDING_TO_TRASH : ADDING).includes(action)) return true;
    // A changed value can add a record to a filtered list.
    return [...list.query.keys()].some((parameter) => Object.hasOwn(changes, parameter.replace(/\[.*/, '')));
  }

  effect(() => {
    if (canPoll.value) schedule(0);
    else clearTimeout(timer);
  });
  attention.onFocus(() => schedule(0));
  effect(() => {
    // The list that was left does not show its news.
    if (lists.current.value !== undefined && received.peek().length > 0) {
      received.value = [];
      lists.forgetOthers();
    }
  });

  return {
    hasHistory,
    news: computed(() => new Set(received.value.filter(isNews).map(({ id }) => id)).size),
    async show() {
      received.value = [];
      counts.refresh();
      await lists.current.peek()?.reload();
    },
    poll: () => schedule(0),
  };
}

async function untilZero(count: ReadonlySignal<number>): Promise<void> {
  if (count.peek() === 0) return;
  let stop = () => {};
  await new Promise<void>((resolve) => {
    stop = effect(() => {
      if (count.value === 0) resolve();
    });
  });
  stop();
}
