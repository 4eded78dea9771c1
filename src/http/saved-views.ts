import type { Caller } from '../identity/caller.ts';
import { includesRole } from '../identity/roles.ts';
import { MAX_OWN_VIEWS, MAX_SHARED_VIEWS, savedViews } from '../schema/saved-views.ts';
import {
  type Filter,
  type IfMatch,
  NotFound,
  type Position,
  type RecordStore,
  type Scope,
  type StoredRecord,
  StoreUnavailable,
  VersionConflict,
} from '../store/record-store.ts';
import { Problem } from './problem.ts';
import { invalidRecord } from './record-operations.ts';
import { MAX_LIMIT } from './request/page-query.ts';

/** The saved views that a caller may see: those without an owner, and their own. Not even an admin sees those of another person. */
export interface SavedViews {
  /** Lists the shared views, then the caller's own, each oldest first. */
  list(caller: Caller): Promise<StoredRecord[]>;
  /** @throws {NotFound} */
  find(caller: Caller, id: string): Promise<StoredRecord>;
  /**
   * Reads a view and writes it on the condition that it is still at that version, again if others change it at the same time.
   * @throws {NotFound} {VersionConflict} {Problem} `forbidden`
   */
  change<Result>(target: ViewTarget, write: (view: StoredRecord) => Promise<Result>): Promise<Result>;
  /** Returns the refusal of one more view, if the workspace or the owner has as many as it may have. */
  refusalIfFull(caller: Caller, owner: unknown): Promise<Problem | undefined>;
}

export interface ViewTarget {
  readonly caller: Caller;
  readonly id: string;
  readonly ifMatch: IfMatch | undefined;
}

/** Maximum number of attempts to write. Each retry means that another writer has changed the view. */
const ROUNDS = 5;

export function createSavedViews({ store }: { readonly store: RecordStore }): SavedViews {
  /** Reads until the last page: there are few views, and a list that lacks some would be wrong. */
  async function viewsOf(caller: Caller, owner: unknown): Promise<StoredRecord[]> {
    const filter: Filter =
      owner === undefined ? { field: 'owner', operator: 'exists', values: [false] } : { field: 'owner', operator: 'eq', values: [owner] };
    const query = { sort: { field: 'createdAt', descending: false }, filters: [filter], words: [], trashed: false };
    const views: StoredRecord[] = [];
    let after: Position | undefined;
    do {
      const page = await store.list(viewScope(caller), query, { limit: MAX_LIMIT, after });
      views.push(...page.records);
      after = page.next;
    } while (after !== undefined);
    return views;
  }

  async function find(caller: Caller, id: string): Promise<StoredRecord> {
    return visible(caller, await store.get(viewScope(caller), id));
  }

  return {
    list: async (caller) => (await Promise.all([viewsOf(caller, undefined), viewsOf(caller, caller.sub)])).flat(),

    find,

    async change({ caller, id, ifMatch = 'any' }, write) {
      for (let round = 0; round < ROUNDS; round++) {
        const view = await find(caller, id);
        mayWrite(caller, view['owner']);
        if (ifMatch !== 'any' && !ifMatch.includes(view.version)) throw new VersionConflict(view);
        try {
          return await write(view);
        } catch (error) {
          // Do not pass it on: its `current` may have become the view of another person.
          if (!(error instanceof VersionConflict)) throw error;
        }
      }
      throw new StoreUnavailable('too many concurrent writes to one view', { outcomeUnknown: false });
    },

    async refusalIfFull(caller, owner) {
      const [most, who] = owner === undefined ? [MAX_SHARED_VIEWS, 'a workspace'] : [MAX_OWN_VIEWS, 'a person'];
      if ((await viewsOf(caller, owner)).length < most) return undefined;
      return invalidRecord([{ pointer: '', code: 'too-many', detail: `is one view too many: ${who} has at most ${most}; delete one` }]);
    },
  };
}

export function viewScope({ workspace }: Caller): Scope {
  return { workspace, type: savedViews };
}

/** Returns the view if the caller may see it. @throws {NotFound} */
export function visible({ sub }: Caller, view: StoredRecord): StoredRecord {
  if (view['owner'] !== undefined && view['owner'] !== sub) throw new NotFound();
  return view;
}

/** A view that everyone sees needs the role editor. Everyone may keep views of their own. @throws {Problem} `forbidden` */
export function mayWrite({ role }: Caller, owner: unknown): void {
  if (owner !== undefined || includesRole(role, 'editor')) return;
  throw new Problem('forbidden', {
    detail: 'A view that everyone sees requires the role editor. Send "owner": "me" to keep one for yourself.',
  });
}
