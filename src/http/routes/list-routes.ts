import type { People } from '../../people/people.ts';
import { sealCursor } from '../../store/cursor.ts';
import type { RecordStore, StoredRecord } from '../../store/record-store.ts';
import { readCountRequest, readListRequest } from '../request/list-query.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { csvColumns, writeCsv } from './csv.ts';
import { nextLink } from './next-link.ts';
import { withNames } from './people-names.ts';

/** The routes for a page of records and for their number. */
export function listRoutes({ store, people }: { store: RecordStore; people: People }): Route[] {
  async function list({ scope, query: asked, path, accepted }: ApiRequest): Promise<Answer> {
    const { query, limit, after, fields } = readListRequest(scope, asked);
    const { records, next } = await store.list(scope, query, { limit, after });
    const nextCursor = next === undefined ? null : sealCursor(scope, query, next);
    const headers: Record<string, string> = nextCursor === null ? {} : { Link: nextLink(path, asked.parameters, nextCursor) };
    if (accepted === 'text/csv') {
      const columns = fields === undefined ? [...csvColumns(scope.type), ...(query.trashed ? ['deletedAt'] : [])] : withId(fields);
      const rows = fields === undefined ? await withNames(people, scope, records) : records;
      return { status: 200, headers, contentType: 'text/csv; charset=utf-8; header=present', body: writeCsv(scope.type, columns, rows) };
    }
    const items = fields === undefined ? records : records.map((record) => pick(record, withId(fields)));
    return { status: 200, headers, body: { items, nextCursor } };
  }

  async function count({ scope, query: asked }: ApiRequest): Promise<Answer> {
    const { query, groupBy } = readCountRequest(scope.type, asked);
    const { count, complete, groups } = await store.count(scope, query, groupBy);
    if (groupBy === undefined) return { status: 200, body: { count, complete } };
    const choices = scope.type.fields[groupBy]?.jsonSchema.enum ?? [];
    // Values that are no choices any more are counted too, so that the groups add up.
    const named = { ...Object.fromEntries(choices.map((choice) => [String(choice), 0])), ...groups };
    return { status: 200, body: { count, complete, groups: named } };
  }

  return [
    {
      name: 'listRecords',
      method: 'get',
      path: '/api/v1/:type',
      role: 'viewer',
      parameters: 'list',
      produces: ['application/json', 'text/csv'],
      handle: list,
    },
    { name: 'countRecords', method: 'get', path: '/api/v1/:type/count', role: 'viewer', parameters: 'count', handle: count },
  ];
}

function withId(fields: readonly string[]): string[] {
  return [...new Set(['id', ...fields])];
}

function pick(record: StoredRecord, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])));
}
