import type { People } from '../../people/people.ts';
import { type RecordType, titleField } from '../../schema/record-type.ts';
import { sealCursor } from '../../store/cursor.ts';
import type { RecordStore, Scope, StoredRecord } from '../../store/record-store.ts';
import type { Expand } from '../expand.ts';
import { type Asker, type ListRequest, readCountRequest, readListRequest } from '../request/list-query.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { answerSize, MAX_ANSWER_BYTES } from './answer-size.ts';
import { csvColumns, writeCsv } from './csv.ts';
import { type TitleColumn, titleColumns } from './csv-references.ts';
import { linkIfShort, nextLink } from './next-link.ts';
import { withNames } from './people-names.ts';

export interface ListRoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly expand: Expand;
  readonly now?: () => Date;
}

/** Creates the routes that list and count records. */
export function listRoutes({ recordTypes, store, people, expand, now = () => new Date() }: ListRoutesOptions): Route[] {
  const askerOf = ({ caller, timeZone }: ApiRequest): Asker => ({ me: caller.sub, now: now().toISOString(), timeZone });

  async function list(apiRequest: ApiRequest): Promise<Answer> {
    const { scope, query: asked, path, accepted } = apiRequest;
    const request = readListRequest(scope, asked, askerOf(apiRequest));
    const { query, fields } = request;
    const { records, next, expanded } = await readExpanded(scope, request);
    const nextCursor = next === undefined ? null : sealCursor(scope, query, next);
    if (accepted === 'text/csv') {
      const headers: Record<string, string> = nextCursor === null ? {} : { Link: nextLink(path, asked.parameters, nextCursor) };
      const titles = titleColumns(scope.type, recordTypes);
      const columns = fields === undefined ? [...csvColumns(scope.type, titles), ...(query.trashed ? ['deletedAt'] : [])] : withId(fields);
      const rows = fields === undefined ? await withTitles(scope, titles, await withNames(people, scope, records)) : records;
      return { status: 200, headers, contentType: 'text/csv; charset=utf-8; header=present', body: writeCsv(scope.type, columns, rows) };
    }
    const items = records.map((record, index) => {
      const item = fields === undefined ? record : pick(record, withId(fields));
      return expanded === undefined ? item : { ...item, expand: expanded[index] };
    });
    return { status: 200, headers: linkIfShort(path, asked.parameters, nextCursor), body: { items, nextCursor } };
  }

  /** Reads a page and expands its references. Halves the number of records until the response fits. */
  async function readExpanded(scope: Scope, { query, limit, after, expand: fields }: ListRequest) {
    for (let most = limit; ; most = Math.ceil(most / 2)) {
      const page = await store.list(scope, query, { limit: most, after });
      if (fields.length === 0) return { ...page, expanded: undefined };
      const expanded = await expand(scope, fields, page.records);
      if (page.records.length <= 1 || answerSize([page.records, expanded]) <= MAX_ANSWER_BYTES) return { ...page, expanded };
    }
  }

  /** Adds the titles of referenced records and the names of referenced people to the rows of a CSV. */
  async function withTitles(scope: Scope, titles: readonly TitleColumn[], rows: readonly Row[]): Promise<Row[]> {
    const expanded = await expand(
      scope,
      titles.map(({ name }) => name),
      rows,
    );
    return rows.map((row, index) => ({
      ...row,
      ...Object.fromEntries(titles.map(({ column, name, target }) => [column, titleIn(expanded[index]?.[name], target)])),
    }));
  }

  async function count(apiRequest: ApiRequest): Promise<Answer> {
    const { scope, query: asked } = apiRequest;
    const { query, groupBy } = readCountRequest(scope.type, asked, askerOf(apiRequest));
    const { count, complete, groups } = await store.count(scope, query, groupBy);
    if (groupBy === undefined) return { status: 200, body: { count, complete } };
    const choices = scope.type.fields[groupBy]?.jsonSchema.enum ?? [];
    // Count stored values that are no longer choices too, so that the groups add up to the count.
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
      readsHeaders: ['time-zone'],
      produces: ['application/json', 'text/csv'],
      handle: list,
    },
    {
      name: 'countRecords',
      method: 'get',
      path: '/api/v1/:type/count',
      role: 'viewer',
      parameters: 'count',
      readsHeaders: ['time-zone'],
      handle: count,
    },
  ];
}

type Row = Readonly<Record<string, unknown>>;

function titleIn(referenced: unknown, target: RecordType | undefined): unknown {
  if (typeof referenced !== 'object' || referenced === null) return undefined;
  const values: Row = { ...referenced };
  return values[target === undefined ? 'name' : titleField(target)];
}

function withId(fields: readonly string[]): string[] {
  return [...new Set(['id', ...fields])];
}

function pick(record: StoredRecord, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])));
}
