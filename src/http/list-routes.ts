import { openCursor, sealCursor } from '../store/cursor.ts';
import type { RecordStore, StoredRecord } from '../store/record-store.ts';
import { csvColumns, writeCsv } from './csv.ts';
import { readCountRequest, readListRequest } from './list-query.ts';
import { malformed } from './problem.ts';
import { fault, type Parameters } from './query-parameters.ts';
import type { Answer, ApiRequest, Route } from './route.ts';

/** A page of a type's records, and how many there are. */
export function listRoutes({ store }: { store: RecordStore }): Route[] {
  async function list({ scope, query: parameters, path, accepted }: ApiRequest): Promise<Answer> {
    const { query, limit, cursor, fields } = readListRequest(scope.type, parameters);
    const after = cursor === undefined ? undefined : openCursor(scope, query, cursor);
    if (cursor !== undefined && after === undefined) throw malformed([badCursor]);
    const { records, next } = await store.list(scope, query, { limit, after });
    const nextCursor = next === undefined ? null : sealCursor(scope, query, next);
    const headers: Record<string, string> = nextCursor === null ? {} : { Link: nextLink(path, parameters, nextCursor) };
    if (accepted === 'text/csv') {
      const columns = fields === undefined ? [...csvColumns(scope.type), ...(query.trashed ? ['deletedAt'] : [])] : withId(fields);
      return { status: 200, headers, contentType: 'text/csv; charset=utf-8; header=present', body: writeCsv(scope.type, columns, records) };
    }
    const items = fields === undefined ? records : records.map((record) => pick(record, withId(fields)));
    return { status: 200, headers, body: { items, nextCursor } };
  }

  async function count({ scope, query: parameters }: ApiRequest): Promise<Answer> {
    const { query, groupBy } = readCountRequest(scope.type, parameters);
    const { count, complete, groups } = await store.count(scope, query, groupBy);
    if (groupBy === undefined) return { status: 200, body: { count, complete } };
    const choices = scope.type.fields[groupBy]?.jsonSchema.enum ?? [];
    const named = Object.fromEntries(choices.map((choice) => [String(choice), groups[String(choice)] ?? 0]));
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

const badCursor = fault('cursor', 'bad-cursor', 'is no cursor of this list with this sort and these filters; start again without it');

/** RFC 8288; an absolute path that keeps every parameter but the cursor. */
function nextLink(path: string, parameters: Parameters, cursor: string): string {
  const next = new Map([...parameters, ['cursor', cursor]]);
  const query = [...next].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return `<${path}?${query}>; rel="next"`;
}

function withId(fields: readonly string[]): string[] {
  return [...new Set(['id', ...fields])];
}

function pick(record: StoredRecord, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])));
}
