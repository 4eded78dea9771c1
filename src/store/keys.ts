import { createHash } from 'node:crypto';
import type { KeyPart } from './index-spec.ts';
import type { Scope } from './record-store.ts';

/**
 * The keys of the items in the one table.
 *
 *     pk  records#<workspace>#<type>                                  sk  <id>
 *     pk  system#<workspace>#<type>                                   sk  <id>, of a record that the service itself uses
 *     iNpk  <workspace>#<type>#live#<by>[#<where>#<value>]            iNsk  1<sort key of `by`>\u0001<id>, or 2\u0001<id> if unset
 *     pk  people#<workspace>                                          sk  <sub>
 *     pk  idempotency#<workspace>                                     sk  <hash of the key>
 *     pk  unique#<workspace>#<type>#<field>                           sk  <hash of a term that a record holds>
 *     pk  table                                                       sk  layout
 *
 * Workspaces and names of types cannot contain `#`, so no two scopes share a partition.
 * `1` and `2` put the records without the field last in ascending order, as PostgreSQL does.
 * DynamoDB charges each write by the KB, in the table and in each index.
 * So the id, which contains the time of creation, is stored only in the key.
 */

/** A stored item. */
export type Item = Readonly<Record<string, unknown>>;
export type Key = { readonly pk: string; readonly sk: string };

/** The part of a scope that keys contain. */
export interface NamedScope {
  readonly workspace: string;
  readonly type: { readonly name: string; readonly isSystem?: true };
}

export function recordPartition({ workspace, type }: NamedScope): string {
  return `${type.isSystem ? 'system' : 'records'}#${workspace}#${type.name}`;
}

/** Returns the workspace and the type of a partition with records, or `undefined` for other partitions. */
export function ownerOfPartition(partition: string): PartitionOwner | undefined {
  return ownerBehind('records', partition);
}

/** Returns the workspace and the type of a partition with records that the service itself uses. */
export function ownerOfSystemPartition(partition: string): PartitionOwner | undefined {
  return ownerBehind('system', partition);
}

export interface PartitionOwner {
  readonly workspace: string;
  readonly typeName: string;
}

function ownerBehind(prefix: string, partition: string): PartitionOwner | undefined {
  const [found, workspace, typeName, ...others] = partition.split('#');
  return found === prefix && workspace && typeName && others.length === 0 ? { workspace, typeName } : undefined;
}

export function recordKey(scope: NamedScope, id: string): Key {
  return { pk: recordPartition(scope), sk: id };
}

export function peoplePartition(workspace: string): string {
  return `people#${workspace}`;
}

/** Returns the workspace of a partition with people, or `undefined` for other partitions. */
export function workspaceOfPeople(partition: string): string | undefined {
  return /^people#([^#]+)$/.exec(partition)?.[1];
}

/** Returns the key of a person in the directory of a workspace. */
export function personKey(workspace: string, sub: string): Key {
  return { pk: peoplePartition(workspace), sk: sub };
}

export function idempotencyKey(workspace: string, hash: string): Key {
  return { pk: `idempotency#${workspace}`, sk: hash };
}

/**
 * Returns the key of the claim on a term of a unique field.
 * The term is hashed, because it can be longer than a key, and because a claim can remain longer than its record.
 */
export function claimKey({ workspace, type }: Scope, { field, format }: KeyPart, term: string): Key {
  const hash = createHash('sha256')
    .update(JSON.stringify([format, term]))
    .digest('base64url');
  return { pk: `unique#${workspace}#${type.name}#${field}`, sk: hash };
}

/** Compares strings in the order of DynamoDB: by UTF-8 bytes, and so by code point. `<` compares UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
