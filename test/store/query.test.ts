import { describe, expect, it } from '@jest/globals';
import { readListRequest } from '../../src/http/request/list-query.ts';
import { readQuery } from '../../src/http/request/query-parameters.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { SEPARATOR } from '../../src/schema/text-order.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import { planQuery } from '../../src/store/query-plan.ts';

const ASKER = { me: 'ed', now: '2026-01-31T12:00:00.000Z', timeZone: 'UTC' };

function plan(type: RecordType, query: string) {
  const scope = { workspace: 'w', type, indexes: firstPlacement(type) };
  return planQuery(scope, readListRequest(scope, readQuery(`/?${query}`), ASKER).query);
}

/** The folded text is followed by what distinguishes texts that fold alike; the rows leave that out. */
const RANKS = new RegExp(`${SEPARATOR}[-\\w]*${SEPARATOR}…`);

/** Partition and index that serve a query; a range is written behind the partition. */
const ROWS: [type: RecordType, query: string, served: string][] = [
  [tasks, '', 'table records#w#tasks'],
  [tasks, 'priority=high', 'table records#w#tasks'],
  [tasks, 'q=x', 'table records#w#tasks'],
  [tasks, 'tags=x', 'table records#w#tasks'],
  [tasks, 'trashed=true', 'index-5 w#tasks#trash#createdAt'],
  [tasks, 'trashed=true&status=open', 'index-5 w#tasks#trash#createdAt'],
  [tasks, 'status=open', 'index-3 w#tasks#live#createdAt#status#open'],
  [tasks, 'status=open,done', 'table records#w#tasks'],
  [tasks, 'status=open&priority=high', 'index-3 w#tasks#live#createdAt#status#open'],
  [tasks, 'status=open&sort=title', 'index-2 w#tasks#live#title'],
  [tasks, 'sort=title', 'index-2 w#tasks#live#title'],
  [tasks, 'sort=title&trashed=true', 'index-2 w#tasks#trash#title'],
  [tasks, 'sort=-dueDate', 'index-1 w#tasks#live#dueDate'],
  [tasks, 'sort=title&title[prefix]=AB', 'index-2 w#tasks#live#title 1ab…'],
  [tasks, 'title[prefix]=AB', 'table records#w#tasks'],
  [tasks, 'title=Ab', 'index-2 w#tasks#live#title 1ab\u0001…'],
  [tasks, 'dueDate=2026-01-31', 'index-1 w#tasks#live#dueDate 12026-01-31\u0001…'],
  [tasks, 'dueDate[exists]=false', 'index-1 w#tasks#live#dueDate 2\u0001…'],
  [tasks, 'dueDate[exists]=true', 'table records#w#tasks'],
  [tasks, 'dueDate[exists]=false&priority=high', 'index-1 w#tasks#live#dueDate 2\u0001…'],
  [tasks, 'tags[exists]=false', 'table records#w#tasks'],
  [tasks, 'tags[exists]=false&dueDate[gte]=2026-01-31', 'table records#w#tasks'],
  [tasks, 'dueDate=2026-01-31&sort=title', 'index-2 w#tasks#live#title'],
  [tasks, 'dueDate[gte]=2026-01-31&sort=title', 'index-2 w#tasks#live#title'],
  [tasks, 'title[prefix]=AB&sort=dueDate', 'index-1 w#tasks#live#dueDate'],
  [tasks, 'dueDate[gte]=2026-01-31&sort=dueDate', 'index-1 w#tasks#live#dueDate 12026-01-31 to 2'],
  [tasks, 'dueDate[lt]=2026-01-31&sort=dueDate', 'index-1 w#tasks#live#dueDate 1 to 12026-01-31'],
  [
    tasks,
    'dueDate[gt]=2026-01-31&dueDate[lte]=2026-02-01&sort=dueDate',
    'index-1 w#tasks#live#dueDate 12026-01-31\u0002 to 12026-02-01\u0002',
  ],
  [tasks, 'dueDate[gt]=2026-01-31&dueDate[gte]=2026-02-01&sort=dueDate', 'index-1 w#tasks#live#dueDate 12026-02-01 to 2'],
  [tasks, 'dueDate[gt]=2026-02-01&dueDate[gte]=2026-02-01&sort=dueDate', 'index-1 w#tasks#live#dueDate 12026-02-01\u0002 to 2'],
  [tasks, 'dueDate[lt]=2026-02-01&dueDate[lte]=2026-01-31&sort=dueDate', 'index-1 w#tasks#live#dueDate 1 to 12026-01-31\u0002'],
  [tasks, 'dueDate[lt]=2026-02-01&dueDate[lte]=2026-02-01&sort=dueDate', 'index-1 w#tasks#live#dueDate 1 to 12026-02-01'],
  [tasks, 'dueDate[gte]=2026-02-01&dueDate[lte]=2026-02-01&sort=dueDate', 'index-1 w#tasks#live#dueDate 12026-02-01 to 12026-02-01\u0002'],
  [tasks, 'title[gt]=Ab&sort=title', 'index-2 w#tasks#live#title 1ab\u00017\u0002 to 2'],
  [tasks, 'dueDate[gt]=2026-03-01&dueDate[lt]=2026-02-01&sort=dueDate', 'index-1 w#tasks#live#dueDate none'],
  [customers, 'email=Ada@Example.com', 'index-4 w#customers#live#createdAt#email#ada@example.com'],
  [customers, 'company=Acme&stage=lead', 'index-3 w#customers#live#createdAt#stage#lead'],
];

describe('the planner', () => {
  it.each(ROWS.map(([type, query, served]) => [type.name, query, served, type] as const))(
    'serves %s?%s from %s',
    (_, query, served, type) => {
      const { index, partition, range } = plan(type, query);
      const bounds =
        range === undefined ? '' : range === 'none' ? ' none' : 'prefix' in range ? ` ${range.prefix}…` : ` ${range.low} to ${range.high}`;
      expect(`${index?.name ?? 'table'} ${partition}${bounds}`.replace(RANKS, `${SEPARATOR}…`)).toBe(served);
    },
  );
});
