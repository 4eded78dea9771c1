import { type RecordType, titleField } from '../schema/record-type.ts';
import { type ListQuery, NotFound, type RecordStore, type Scope, VersionConflict, type WriteOptions } from '../store/record-store.ts';
import { Problem } from './problem.ts';
import { checkRecord, throwRecordFirst } from './record-first.ts';

/** A live record that refers to another one. */
export interface Referrer {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly href: string;
}

/** Keeps records from being deleted permanently while live records refer to them. Records in the trash do not count. */
export interface Referrers {
  /** @throws {Problem} `referenced`, with the first of them; after the failures that the record itself gives */
  refuseIfAny(scope: Scope, id: string, options: Pick<WriteOptions, 'ifMatch'>): Promise<void>;
  /**
   * Unsets all references to a record. What was unset stays so if it fails; a repetition goes on.
   * @throws {Problem} `referenced` if a reference is required, or if there are too many for one request
   */
  detach(scope: Scope, id: string, options: WriteOptions): Promise<void>;
}

export interface ReferrersOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
}

/** Referrers that a problem lists. */
const LISTED = 10;
/** References that one request unsets. */
const MAX_DETACHED = 1_000;
const PAGE = 100;

interface Found {
  readonly scope: Scope;
  readonly field: string;
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

export function createReferrers({ recordTypes, store }: ReferrersOptions): Referrers {
  /** The live records that refer to one, type by type, by index. */
  async function* referrersOf({ workspace, type: target }: Scope, id: string): AsyncGenerator<Found> {
    for (const type of recordTypes) {
      const scope = { workspace, type };
      for (const field of Object.keys(type.fields).filter((name) => type.fields[name]?.refersTo === target.name)) {
        let after: Parameters<RecordStore['list']>[2]['after'];
        do {
          const { records, next } = await store.list(scope, queryFor(field, id), { limit: PAGE, after });
          for (const record of records) {
            yield { scope, field, id: record.id, version: record.version, title: String(record[titleField(type)] ?? record.id) };
          }
          after = next;
        } while (after !== undefined);
      }
    }
  }

  async function first(scope: Scope, id: string): Promise<Referrer[]> {
    const found: Referrer[] = [];
    for await (const { scope: of, id: referrer, title } of referrersOf(scope, id)) {
      found.push({ type: of.type.name, id: referrer, title, href: `/api/v1/${of.type.name}/${referrer}` });
      if (found.length === LISTED) break;
    }
    return found;
  }

  /** Another writer can change the reference at the same time, so each is unset at the version that was found. */
  async function unset({ scope, field, id, version }: Found, { by }: WriteOptions): Promise<void> {
    try {
      await store.patch(scope, id, { set: {}, unset: [field] }, { by, ifMatch: [version] });
    } catch (error) {
      // It no longer refers, or the check after all are unset finds it again.
      if (!(error instanceof VersionConflict) && !(error instanceof NotFound)) throw error;
    }
  }

  async function refuseIfAny(scope: Scope, id: string, { ifMatch }: Pick<WriteOptions, 'ifMatch'>): Promise<void> {
    const referrers = await first(scope, id);
    if (referrers.length === 0) return;
    const detail = 'Live records refer to this record; see "referrers". Change them first, or send detach=true to unset the references.';
    await throwRecordFirst(store, { scope, id, trashed: true, ifMatch }, new Problem('referenced', { detail, referrers }));
  }

  return {
    refuseIfAny,

    async detach(scope, id, options) {
      await checkRecord(store, { scope, id, trashed: true, ifMatch: options.ifMatch });
      let detached = 0;
      for await (const found of referrersOf(scope, id)) {
        if (found.scope.type.fields[found.field]?.required) break;
        if (detached === MAX_DETACHED) {
          const detail = `${MAX_DETACHED} references were unset, and there are more. Send the request again to go on.`;
          throw new Problem('referenced', { detail, referrers: await first(scope, id) });
        }
        await unset(found, options);
        detached++;
      }
    },
  };
}

function queryFor(field: string, id: string): ListQuery {
  const filters = [{ field, operator: 'eq', values: [id] } as const];
  return { sort: { field: 'createdAt', descending: true }, filters, words: [], trashed: false };
}
