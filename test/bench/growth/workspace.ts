import { entryOf } from '../../../src/history/entry.ts';
import { itemOf } from '../../../src/history/history-item.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import { firstPlacement } from '../../../src/store/index-spec.ts';
import { claimKey, type Item } from '../../../src/store/keys.ts';
import { newId, newItem } from '../../../src/store/record-item.ts';
import type { Scope, Values } from '../../../src/store/record-store.ts';
import { firstUniques, heldBy } from '../../../src/store/unique-fields.ts';
import { newChangeSet } from '../../../src/store/write-id.ts';
import { growthTypes, RING } from './types.ts';

/** A workspace with equally many records of each type. All names of workspaces have the same length, so that items have one size. */
export interface Workspace {
  readonly name: string;
  readonly size: number;
  /** The ids of its records by type, in the order of creation. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

const STATES = ['new', 'open', 'closed'];
const STATUSES = ['open', 'in-progress', 'done'];
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export function createWorkspace(size: number): Workspace {
  const each = size / growthTypes.length;
  const ids = growthTypes.map(({ name }): [string, string[]] => [name, Array.from({ length: each }, newId)]);
  return { name: `of-${String(size).padStart(9, '0')}`, size, ids: new Map(ids) };
}

/** Yields all items of the workspace: records, their entries in the history, and the claims of their unique values. */
export function* itemsOf(workspace: Workspace): Generator<Item> {
  for (const type of growthTypes) {
    const ids = workspace.ids.get(type.name) ?? [];
    for (const [n, id] of ids.entries()) yield* itemsOfRecord({ workspace: workspace.name, type }, id, valuesOf(workspace, type, n));
  }
}

function* itemsOfRecord(scope: Scope, id: string, values: Values): Generator<Item> {
  const { workspace, type } = scope;
  const item = newItem({ ...scope, indexes: firstPlacement(type) }, values, { id, by: workspace, writeId: newChangeSet() });
  yield item;
  const entry = entryOf({ after: item });
  const arrivedAt = new Date();
  if (entry !== undefined) yield itemOf(entry, { arrivedAt, expiresAt: Math.floor(arrivedAt.getTime() / 1000) + YEAR_SECONDS });
  for (const { part, term } of heldBy(firstUniques(type), item))
    yield { ...claimKey(scope, part, term), holder: id, from: 0, token: newChangeSet() };
}

function valuesOf({ ids, name }: Workspace, type: RecordType, n: number): Values {
  const digits = String(n).padStart(7, '0');
  // Titles must not be in the order of creation.
  const title = `${type.singular} ${String((n * 7919) % 1_000_003).padStart(7, '0')} ${digits}`;
  const day = `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  const idOf = (typeName: string) => ids.get(typeName)?.[n];
  if (type.name === 'customers') return { name: title, company: `Company ${digits}`, stage: 'active', email: `c${digits}@example.com` };
  if (type.name === 'tasks') {
    return { title, status: STATUSES[n % 3], priority: 'normal', dueDate: day, assignee: name, customer: idOf('customers') };
  }
  const next = RING[(RING.indexOf(type.name) + 1) % RING.length] ?? '';
  return { name: title, code: codeOf(n), state: STATES[n % 3], due: day, amount: 10, next: idOf(next) };
}

export function codeOf(n: number): string {
  return `C-${String(n).padStart(36, '0')}`;
}
