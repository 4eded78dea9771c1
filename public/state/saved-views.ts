import { type ReadonlySignal, signal } from '@preact/signals';
import { randomKey } from '../../client/src/random-key.ts';
import type { Route } from '../model/route.ts';
import { type Chosen, chosenAmong, type SavedView } from '../model/saved-view.ts';
import { isSameView, startingViews } from '../model/starting-views.ts';
import { currentOf, ProblemError } from '../requests/problem.ts';
import { createView, deleteView, patchView, readViews, type ViewInput } from '../requests/views-api.ts';
import type { PageServices } from './page-services.ts';

/** The views that people saved in the workspace, and that this person may see. */
export interface SavedViews {
  /** `undefined` until they are loaded. */
  readonly all: ReadonlySignal<readonly SavedView[] | undefined>;
  /** Loads them, but at most once per minute. */
  load(): Promise<void>;
  ofType(name: string): readonly SavedView[];
  /** Returns the saved view that a list shows. */
  chosen(route: Route): Chosen | undefined;
  /** Remembers on this device which view of a type the person chose; `undefined` for one of the definition. */
  choose(type: string, saved: SavedView | undefined): void;
  create(type: string, input: ViewInput): Promise<SavedView>;
  /** @throws {ProblemError} 412 if somebody changed it; the views are then up to date */
  change(saved: SavedView, input: ViewInput): Promise<SavedView>;
  remove(saved: SavedView): Promise<void>;
}

/** After this time, others may have saved views. */
const FRESH_FOR_MS = 60_000;

export function createSavedViews({ send, storage }: Pick<PageServices, 'send' | 'storage'>): SavedViews {
  const all = signal<readonly SavedView[] | undefined>(undefined);
  /** The id of the view that was chosen last, by type. */
  const last = signal<Readonly<Record<string, string>>>({});
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  const keyOf = (type: string) => `saved-view:${type}`;
  const lastOf = (type: string) => last.value[type] ?? storage.read(keyOf(type));
  const ofType = (name: string) => (all.value ?? []).filter(({ type }) => type === name);

  async function read(): Promise<void> {
    loadedAt = Date.now();
    all.value = await readViews(send);
  }

  function choose(type: string, saved: SavedView | undefined): void {
    const id = saved?.id ?? '';
    storage.keep(keyOf(type), id);
    last.value = { ...last.peek(), [type]: id };
  }

  function put(saved: SavedView): SavedView {
    const others = all.peek() ?? [];
    const isKnown = others.some(({ id }) => id === saved.id);
    all.value = isKnown ? others.map((other) => (other.id === saved.id ? saved : other)) : [...others, saved];
    choose(saved.type, saved);
    return saved;
  }

  return {
    all,

    async load() {
      if (loading === undefined && Date.now() - loadedAt < FRESH_FOR_MS) return;
      loading ??= read().finally(() => {
        loading = undefined;
      });
      // The list works without saved views; the next load tries again.
      await loading.catch(() => undefined);
    },

    ofType,

    chosen(route) {
      const isStarting = startingViews(route.type).some(({ view }) => isSameView(view, route.view));
      const chosen = chosenAmong(ofType(route.type.name), route, lastOf(route.type.name));
      return isStarting && chosen?.isAltered ? undefined : chosen;
    },

    choose,
    create: async (type, input) => put(await createView(send, { type, ...input }, randomKey())),

    async change(saved, input) {
      try {
        return put(await patchView(send, saved, input));
      } catch (error) {
        if (error instanceof ProblemError && (currentOf(error) !== undefined || error.status === 404)) await read();
        throw error;
      }
    },

    async remove(saved) {
      await deleteView(send, saved);
      all.value = (all.peek() ?? []).filter(({ id }) => id !== saved.id);
      choose(saved.type, undefined);
    },
  };
}
