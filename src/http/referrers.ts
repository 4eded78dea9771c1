import { withComputed } from '../schema/computed.ts';
import { type RecordType, titleField } from '../schema/record-type.ts';
import {
  type ListQuery,
  NotFound,
  type Position,
  type RecordStore,
  type Scope,
  type StoredRecord,
  VersionConflict,
  type WriteOptions,
} from '../store/record-store.ts';
import { newWriteIdIn } from '../store/write-id.ts';
import { Problem } from './problem.ts';
import { checkRecord, throwRecordFirst } from './record-first.ts';

/** A live record that refers to another one. */
export interface Referrer {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly href: string;
}

/** Prevents the permanent deletion of a record while live records refer to it. References from the trash do not count. */
export interface Referrers {
  /** @throws {Problem} `referenced`, with the first referrers. A 404 or 412 of the record itself has priority. */
  refuseIfAny(scope: Scope, id: string, options: Pick<WriteOptions, 'ifMatch'>): Promise<void>;
  /**
   * Unsets all references to a record. If it fails halfway, a retry unsets the rest.
   * @throws {Problem} `referenced` if a required field has a reference (then nothing is unset), or if there are too many for one request
   */
  detach(scope: Scope, id: string, options: WriteOptions): Promise<void>;
}

export interface ReferrersOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
}

/** The maximum number of referrers in a problem. */
const LISTED = 10;
/** The maximum number of references that one request unsets. */
const MAX_DETACHED = 1_000;
const PAGE = 100;

interface ReferringField {
  readonly type: RecordType;
  readonly field: string;
  readonly required: boolean;
}

interface Found {
  readonly scope: Scope;
  readonly field: string;
  readonly record: StoredRecord;
}

export function createReferrers({ recordTypes, store }: ReferrersOptions): Referrers {
  /** Returns the fields that can refer to records of a type. */
  function fieldsReferringTo(target: RecordType): ReferringField[] {
    return recordTypes.flatMap((type) =>
      Object.entries(type.fields).flatMap(([field, { refersTo, required }]) =>
        refersTo === target.name ? [{ type, field, required }] : [],
      ),
    );
  }

  /** Yields the live records that refer to a record in one of these fields. */
  async function* referrersOf({ workspace }: Scope, id: string, fields: readonly ReferringField[]): AsyncGenerator<Found> {
    for (const { type, field } of fields) {
      const scope = { workspace, type };
      let after: Position | undefined;
      do {
        const { records, next } = await store.list(scope, queryFor(field, id), { limit: PAGE, after });
        // Indexes are eventually consistent: an index may still contain a reference that is already unset.
        const ids = records.map((record) => record.id);
        const current = ids.length === 0 ? undefined : await store.getMany(scope, ids);
        for (const record of ids.flatMap((found) => current?.get(found) ?? [])) {
          // A record may refer to itself.
          if (record[field] !== id || record.deletedAt !== undefined || record.id === id) continue;
          yield { scope, field, record };
        }
        after = next;
      } while (after !== undefined);
    }
  }

  async function firstReferrers(scope: Scope, id: string, fields: readonly ReferringField[]): Promise<Referrer[]> {
    const found: Referrer[] = [];
    for await (const { scope: of, record } of referrersOf(scope, id, fields)) {
      const title = String(record[titleField(of.type)] ?? record.id);
      found.push({ type: of.type.name, id: record.id, title, href: `/api/v1/${of.type.name}/${record.id}` });
      if (found.length === LISTED) break;
    }
    return found;
  }

  /** Unsets the reference only in the version that was found, because another writer may have changed the record since. */
  async function unset({ scope, field, record }: Found, { by, changeSet }: WriteOptions): Promise<void> {
    try {
      const options = { by, changeSet, ifMatch: [record.version], writeId: newWriteIdIn(changeSet) };
      await store.patch(scope, record.id, withComputed(scope.type, record, { set: {}, unset: [field] }), options);
    } catch (error) {
      // If the record still has the reference, the final check before the deletion finds it.
      if (!(error instanceof VersionConflict) && !(error instanceof NotFound)) throw error;
    }
  }

  return {
    async refuseIfAny(scope, id, { ifMatch }) {
      const referrers = await firstReferrers(scope, id, fieldsReferringTo(scope.type));
      if (referrers.length === 0) return;
      const detail = 'Live records refer to this record; see "referrers". Change them first, or send detach=true to unset the references.';
      await throwRecordFirst(store, { scope, id, trashed: true, ifMatch }, new Problem('referenced', { detail, referrers }));
    },

    async detach(scope, id, options) {
      await checkRecord(store, { scope, id, trashed: true, ifMatch: options.ifMatch });
      const fields = fieldsReferringTo(scope.type);
      const required = fields.filter((field) => field.required);
      // Check required references first, so that nothing is unset if they prevent the deletion.
      const remaining = await firstReferrers(scope, id, required);
      if (remaining.length > 0) {
        const detail = 'Records need their reference to this record; see "referrers". Give them another one, or delete them.';
        throw new Problem('referenced', { detail, referrers: remaining });
      }
      let detached = 0;
      for await (const found of referrersOf(scope, id, fields)) {
        if (detached === MAX_DETACHED) {
          const detail = `${MAX_DETACHED} references were unset, and there are more. Send the request again to go on.`;
          throw new Problem('referenced', { detail, referrers: await firstReferrers(scope, id, fields) });
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
