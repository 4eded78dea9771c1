import type { IndexedScope } from '../../src/store/index-keys.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import type { Item } from '../../src/store/keys.ts';
import { newId, newItem } from '../../src/store/record-item.ts';
import type { Scope } from '../../src/store/record-store.ts';
import { type Database, putItems } from './put-items.ts';

const STATUSES = ['open', 'in-progress', 'done'];

/** Writes many tasks of the same size directly into the table, in the format of the store. */
export async function fillWorkspace(database: Database, scope: Scope, count: number): Promise<void> {
  const indexed = { ...scope, indexes: firstPlacement(scope.type) };
  await putItems(database, itemsOf(indexed, count));
}

function* itemsOf(scope: IndexedScope, count: number): Generator<Item> {
  for (let n = 0; n < count; n++) yield taskItem(scope, n);
}

function taskItem(scope: IndexedScope, n: number): Item {
  const number = String(n).padStart(6, '0');
  // Titles must not be in the order of creation, and the first hundred tasks must have every status and day.
  const title = `task ${String((n * 7919) % 1_000_003).padStart(7, '1')} ${number}`;
  const values = {
    title,
    status: STATUSES[n % 3],
    priority: 'normal',
    dueDate: `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
  };
  return newItem(scope, values, { id: newId(), by: 'tester', writeId: 'filled' });
}
