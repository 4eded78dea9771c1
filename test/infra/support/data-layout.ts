import { at, listAt, resourcesOf } from './resources.ts';
import type { Template } from './templates.ts';

/** The parts of a stack with data that must not change, as in `baseline.json`. */
export interface DataLayout {
  readonly table: {
    /** The logical id. If it changes, CloudFormation creates another table and deletes this one. */
    readonly id: string;
    readonly keys: readonly string[];
    readonly indexes: Readonly<Record<string, string>>;
  };
  readonly users: {
    readonly id: string;
    /** The properties that CloudFormation cannot change without a new pool. */
    readonly replacing: Readonly<Record<string, unknown>>;
  };
}

const REPLACING_USERS = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'];

export function dataLayoutOf(template: Template): DataLayout {
  const [table, ...tables] = resourcesOf(template, 'AWS::DynamoDB::GlobalTable');
  const [users, ...pools] = resourcesOf(template, 'AWS::Cognito::UserPool');
  if (table === undefined || users === undefined || tables.length + pools.length > 0)
    throw new Error('expected one table and one user pool');
  const types = new Map(
    listAt(table.Properties, 'AttributeDefinitions').map((attribute) => [at(attribute, 'AttributeName'), at(attribute, 'AttributeType')]),
  );
  const keysOf = (owner: unknown) =>
    listAt(owner, 'KeySchema').map((key) => `${at(key, 'AttributeName')} ${at(key, 'KeyType')} ${types.get(at(key, 'AttributeName'))}`);
  const indexes = listAt(table.Properties, 'GlobalSecondaryIndexes').map((index) => [
    String(at(index, 'IndexName')),
    [...keysOf(index), at(index, 'Projection', 'ProjectionType')].join(', '),
  ]);
  const replacing = REPLACING_USERS.flatMap((name) => (users.Properties[name] === undefined ? [] : [[name, users.Properties[name]]]));
  return {
    table: { id: table.id, keys: keysOf(table.Properties), indexes: Object.fromEntries(indexes) },
    users: { id: users.id, replacing: Object.fromEntries(replacing) },
  };
}

/** Describes the data that a deployment would lose, and the changes that would fail. */
export function dangersOf(before: DataLayout, after: DataLayout): string[] {
  const dangers: string[] = [];
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  if (before.table.id !== after.table.id) dangers.push('the table has another logical id: its records would be left behind or lost');
  if (!same(before.table.keys, after.table.keys)) dangers.push('the keys of the table change: it would be replaced by an empty one');
  if (before.users.id !== after.users.id) dangers.push('the user pool has another logical id: its users would be left behind or lost');
  if (!same(before.users.replacing, after.users.replacing)) dangers.push('the user pool would be replaced by an empty one');
  const names = [...new Set([...Object.keys(before.table.indexes), ...Object.keys(after.table.indexes)])];
  const changed = names.filter((name) => before.table.indexes[name] !== after.table.indexes[name]);
  const redefined = changed.filter((name) => before.table.indexes[name] !== undefined && after.table.indexes[name] !== undefined);
  if (changed.length > 1) dangers.push(`${changed.join(', ')} change at once: DynamoDB adds or drops one index in a deployment`);
  for (const name of redefined) dangers.push(`${name} changes its keys: drop it in one deployment, add it under another name in the next`);
  return dangers;
}
