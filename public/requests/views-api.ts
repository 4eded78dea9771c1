import type { Send } from '../../client/src/send.ts';
import { createViews } from '../../client/src/views.ts';
import { type SavedView, savedViewOf, type ViewContent } from '../model/saved-view.ts';
import { unexpected } from './read-api.ts';
import { unlessGone } from './write-api.ts';

/** The members of a view that a request sets. `owner`: `me`, or `null` for everyone. */
export interface ViewInput extends ViewContent {
  readonly name: string;
  readonly owner: 'me' | null;
}

const OPTIONS = { retryForMs: 30_000 };

export async function readViews(send: Send): Promise<readonly SavedView[]> {
  return (await createViews(send).list()).flatMap((item) => savedViewOf(item) ?? []);
}

/** Sending the same key and values again saves no second view. */
export async function createView(send: Send, view: ViewInput & { readonly type: string }, key: string): Promise<SavedView> {
  return viewIn(await createViews(send).create(view, { ...OPTIONS, idempotencyKey: key }));
}

export async function patchView(send: Send, view: SavedView, patch: ViewInput): Promise<SavedView> {
  return viewIn(await createViews(send).update(view, patch, OPTIONS));
}

export async function deleteView(send: Send, view: SavedView): Promise<void> {
  await unlessGone(createViews(send).remove(view, OPTIONS));
}

function viewIn(answer: unknown): SavedView {
  const view = savedViewOf(answer);
  if (view === undefined) throw unexpected('view');
  return view;
}
