import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { newId, newItem } from '../../src/store/record-item.ts';
import type { Scope } from '../../src/store/record-store.ts';
import type { InProcess } from './target.ts';

const AT_ONCE = 25;
const STATUSES = ['open', 'in-progress', 'done'];

/** Puts many tasks of the same size straight into the table, as the store would have made them. */
export async function fillWorkspace(
  { client, tableName }: Pick<InProcess, 'client' | 'tableName'>,
  scope: Scope,
  count: number,
): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    const requests = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, n) => ({
      PutRequest: { Item: taskItem(scope, first + n) },
    }));
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
  }
}

function taskItem(scope: Scope, n: number) {
  const number = String(n).padStart(6, '0');
  // Titles must not come in the order of creation, and every status and day must occur among the first hundred.
  const title = `task ${String((n * 7919) % 1_000_003).padStart(7, '1')} ${number}`;
  const values = {
    title,
    status: STATUSES[n % 3],
    priority: 'normal',
    dueDate: `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
  };
  return newItem(scope, values, { id: newId(), by: 'tester', writeId: 'filled' });
}
