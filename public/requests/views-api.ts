import { isObject } from '../model/json.ts';
import { type SavedView, savedViewOf, type ViewContent } from '../model/saved-view.ts';
import { ApiProblem } from './problem.ts';
import { answerOf, unexpected } from './read-api.ts';
import type { Send } from './send.ts';

/** The members of a view that a request sets. `owner`: `me`, or `null` for everyone. */
export interface ViewInput extends ViewContent {
  readonly name: string;
  readonly owner: 'me' | null;
}

const PATH = '/api/v1/views';
const WRITE_RETRY_MS = 30_000;

export async function readViews(send: Send): Promise<readonly SavedView[]> {
  const answer = await answerOf(send({ path: PATH }));
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('list of views');
  return answer['items'].flatMap((item) => savedViewOf(item) ?? []);
}

/** Sending the same key and values again saves no second view. */
export async function createView(send: Send, view: ViewInput & { readonly type: string }, key: string): Promise<SavedView> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  return viewIn(await answerOf(send({ method: 'POST', path: PATH, headers, body: JSON.stringify(view), retryForMs: WRITE_RETRY_MS })));
}

export async function patchView(send: Send, { id, version }: SavedView, patch: ViewInput): Promise<SavedView> {
  const headers = { 'Content-Type': 'application/json', 'If-Match': `"${version}"` };
  const body = JSON.stringify(patch);
  return viewIn(await answerOf(send({ method: 'PATCH', path: `${PATH}/${id}`, headers, body, retryForMs: WRITE_RETRY_MS })));
}

export async function deleteView(send: Send, { id }: SavedView): Promise<void> {
  try {
    await send({ method: 'DELETE', path: `${PATH}/${id}`, retryForMs: WRITE_RETRY_MS });
  } catch (error) {
    // Already deleted, as requested.
    if (!(error instanceof ApiProblem && error.status === 404)) throw error;
  }
}

function viewIn(answer: unknown): SavedView {
  const view = savedViewOf(answer);
  if (view === undefined) throw unexpected('view');
  return view;
}
