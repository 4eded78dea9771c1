import { isSafeName } from '../identity/claims.ts';
import { itemOfPerson, toPerson } from '../people/person-item.ts';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { type Item, workspaceOfPeople } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import type { RecordLine } from './record-line.ts';

/** The type of lines for people of the directory. No record type has this name. */
export const PEOPLE = 'people';

/** Returns the line for an item of the directory; `undefined` for other items. */
export function lineOfPerson(item: Item): RecordLine | undefined {
  const workspace = workspaceOfPeople(String(item[PARTITION_KEY]));
  return workspace === undefined ? undefined : { workspace, type: PEOPLE, record: { ...toPerson(item) } };
}

/** Adds a person who is not in the directory. Does not change people who are: their data is newer than the export. */
export async function importPerson(table: DynamoTable, workspace: string, { record }: RecordLine): Promise<'created' | 'unchanged'> {
  if (!isSafeName(record.id)) throw new TypeError(`"${record.id}" is no id of a person`);
  const { name, condition } = createExpression();
  const isFree = `attribute_not_exists(${name(PARTITION_KEY)}) OR attribute_exists(${name(TTL_ATTRIBUTE)})`;
  const { id, ...attributes } = record;
  const person = toPerson({ ...attributes, sk: id });
  try {
    await table.put(itemOfPerson(workspace, person), condition([isFree]));
    return 'created';
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return error.inDoubt ? 'created' : 'unchanged';
  }
}
