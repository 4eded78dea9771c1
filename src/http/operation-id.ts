import type { RecordType } from '../schema/record-type.ts';
import type { Route } from './route.ts';

/** Names of a record type for operations and schemas, such as `OrderLines` and `OrderLine`. */
export interface TypeNames {
  readonly Plural: string;
  readonly Singular: string;
}

export function namesOf({ name, singular }: RecordType): TypeNames {
  return { Plural: pascalCase(name), Singular: pascalCase(singular) || pascalCase(name) };
}

/** Returns the id of a route's operation in the OpenAPI document. With the names of a type, `listRecords` becomes `listTasks`. */
export function operationIdOf({ name, action, operation }: Pick<Route, 'name' | 'action' | 'operation'>, names?: TypeNames): string {
  if (operation !== undefined) return operation.operationId;
  const ofType = names === undefined ? name : name.replace('Records', names.Plural).replace('Record', names.Singular);
  return ofType + pascalCase(action?.name ?? '');
}

/** Returns the id of the HEAD operation beside a GET operation. */
export function headIdOf(operationId: string): string {
  return operationId.replace(/^read/, 'head');
}

/** Returns the ids of all operations of a route: one for each record type if its path has `:type`. */
export function operationIdsOf(route: Route, recordTypes: readonly RecordType[]): string[] {
  const types = route.path.includes(':type') ? recordTypes : route.action === undefined ? [] : [route.action.type];
  const ids = types.length === 0 ? [operationIdOf(route)] : types.map((type) => operationIdOf(route, namesOf(type)));
  return route.method === 'get' && route.operation === undefined ? [...new Set([...ids, ...ids.map(headIdOf)])] : ids;
}

/** Converts `in-progress` to `InProgress`, and `order line` to `OrderLine`. Keeps only ASCII letters and digits. */
export function pascalCase(words: string): string {
  const parts = words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/);
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
