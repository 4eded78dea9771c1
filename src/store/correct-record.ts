import { setTimeout as delay } from 'node:timers/promises';
import { applied, derivedAttributes } from './derived-attributes.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord } from './filter.ts';
import { type IndexedScope, keyCorrections } from './index-keys.ts';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/** Maximum number of attempts. Each retry means that another writer has changed the record, or that the table was throttled. */
const ROUNDS = 20;
const PAUSE_MS = 250;
const NO_CHANGES = { set: {}, remove: [] };

/**
 * Corrects the defaults, the computed values and the index keys of a record. An older version that still runs would not keep the values up to date.
 * @returns whether they were wrong
 */
export async function correctRecord(
  table: DynamoTable,
  scope: IndexedScope,
  found: Item,
  { keepOthers = false }: { readonly keepOthers?: boolean },
): Promise<boolean> {
  const key: Key = { pk: String(found[PARTITION_KEY]), sk: String(found[SORT_KEY]) };
  let item: Item | undefined = found;
  for (let round = 0; round < ROUNDS; round++) {
    const update = isRecord(item) ? correction(scope, item, keepOthers) : undefined;
    if (update === undefined) return round > 0;
    try {
      await table.update(key, update);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof StoreUnavailable)) throw error;
      if (error instanceof StoreUnavailable) await delay(PAUSE_MS * (round + 1));
      item = await table.get(key);
    }
  }
  throw new StoreUnavailable(`the keys of ${key.sk} cannot be set`, { outcomeUnknown: false });
}

function correction(scope: IndexedScope, item: Item, keepOthers: boolean) {
  const derived = keepOthers ? NO_CHANGES : derivedAttributes(scope.type, item);
  const keys = keyCorrections(scope, item, applied(item, derived));
  const set = { ...derived.set, ...keys.set };
  const remove = [...derived.remove, ...keys.remove];
  if (Object.keys(set).length + remove.length === 0) return undefined;
  const expression = createExpression();
  const { name, value } = expression;
  const isUnchanged = ['version', 'writeId'].map((attribute) =>
    item[attribute] === undefined ? `attribute_not_exists(${name(attribute)})` : `${name(attribute)} = ${value(item[attribute])}`,
  );
  return expression.update({ set, remove }, isUnchanged);
}
