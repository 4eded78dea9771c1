import { isSafeName } from '../identity/claims.ts';
import { openSealed, seal } from '../store/sealed-cursor.ts';

/** Cursors of the directory of one workspace: the id after which the next page starts. */
export function sealPeopleCursor(workspace: string, after: string): string {
  return seal(bindingOf(workspace), after);
}

/** The id that a cursor holds; `undefined` if it is not one of this workspace. */
export function openPeopleCursor(workspace: string, cursor: string): string | undefined {
  const after = openSealed(bindingOf(workspace), cursor);
  return typeof after === 'string' && isSafeName(after) ? after : undefined;
}

function bindingOf(workspace: string): readonly unknown[] {
  return ['people-1', workspace];
}
