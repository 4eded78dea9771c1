import type { OwnRoute, RouteServices } from '../http/own-route.ts';
import type { Answer, ApiRequest, OwnOperation } from '../http/route.ts';
import { tasks } from '../records/tasks.ts';
import { createMoment } from '../schema/moment.ts';
import type { Filter, ListQuery } from '../store/record-store.ts';

/** Whole days that a task is late. */
const AGES: readonly { readonly from: number; readonly to?: number }[] = [{ from: 1, to: 7 }, { from: 8, to: 30 }, { from: 31 }];

/** Counts overdue tasks by how late they are. An example of a route of your own: docs/own-logic.md. */
export function overdueTasks({ store }: RouteServices): OwnRoute {
  async function report({ caller, timeZone }: ApiRequest): Promise<Answer> {
    const { today } = createMoment({ now: new Date().toISOString(), timeZone });
    const scope = { workspace: caller.workspace, type: tasks };
    const ages = await Promise.all(
      AGES.map(async ({ from, to }) => {
        const { count, complete } = await store.count(
          scope,
          dueBetween(to === undefined ? undefined : daysBefore(today, to), daysBefore(today, from)),
        );
        return { from, ...(to === undefined ? {} : { to }), count, complete };
      }),
    );
    return { status: 200, body: { day: today, ages } };
  }

  return {
    method: 'get',
    path: '/api/v1/reports/overdue-tasks',
    role: 'viewer',
    parameters: [],
    readsHeaders: ['time-zone'],
    operation,
    handle: report,
  };
}

/** The index by `dueDate` serves both bounds, so the cost depends only on the tasks between them. */
function dueBetween(first: string | undefined, last: string): ListQuery {
  const due: Filter = { field: 'dueDate', operator: 'lte', values: [last] };
  const since: Filter[] = first === undefined ? [] : [{ field: 'dueDate', operator: 'gte', values: [first] }];
  const open: Filter = { field: 'status', operator: 'ne', values: ['done'] };
  return { sort: { field: 'dueDate', descending: false }, filters: [due, ...since, open], words: [], trashed: false };
}

function daysBefore(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

const count = { type: 'integer', minimum: 0 } as const;
const day = { type: 'integer', minimum: 1 } as const;

const operation: OwnOperation = {
  operationId: 'reportOverdueTasks',
  tag: { name: 'Reports', description: 'Figures about the records.' },
  summary: 'Count overdue tasks',
  description:
    'Counts the tasks that are not done and whose due date has passed, by how many days they are late. ' +
    'With `complete: false`, a number is a lower bound.',
  answers: {
    200: {
      description: 'The overdue tasks.',
      schema: {
        type: 'object',
        required: ['day', 'ages'],
        properties: {
          day: { type: 'string', format: 'date', description: 'Today, in the time zone of the request.' },
          ages: {
            type: 'array',
            items: {
              type: 'object',
              required: ['from', 'count', 'complete'],
              properties: { from: day, to: day, count, complete: { type: 'boolean' } },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
      example: {
        day: '2026-03-02',
        ages: [
          { from: 1, to: 7, count: 4, complete: true },
          { from: 8, to: 30, count: 1, complete: true },
          { from: 31, count: 0, complete: true },
        ],
      },
    },
  },
};
