import { isSafeName } from '../identity/claims.ts';
import { openSealed, seal } from '../store/sealed-cursor.ts';

/** Creates a cursor for the directory of a workspace. It contains the id after which the next page starts. */
export function sealPeopleCursor(workspace: string, after: string): string {
  return seal(bindingOf(workspace), after);
}

/** Returns the id in a cursor, or `undefined` if the cursor is invalid or from another workspace. */
export function openPeopleCursor(workspace: string, cursor: string): string | undefined {
  const after = openSealed(bindingOf(workspace), cursor);
  return typeof after === 'string' && isSafeName(after) ? after : undefined;
}

function bindingOf(workspace: string): readonly unknown[] {
  return ['people-1', workspace];
}
