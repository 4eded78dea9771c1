import type { OwnRoute, RouteServices } from '../../../src/http/own-route.ts';
import type { Answer, ApiRequest, OwnOperation } from '../../../src/http/route.ts';
import { tasks } from '../../../src/records/tasks.ts';
import type { ListQuery } from '../../../src/store/record-store.ts';

const query: ListQuery = {
  sort: { field: 'createdAt', descending: true },
  filters: [{ field: 'status', operator: 'ne', values: ['done'] }],
  words: [],
  trashed: false,
};

const operation: OwnOperation = {
  operationId: 'reportOpenTasks',
  tag: { name: 'Reports', description: 'Figures about the records.' },
  summary: 'Count open tasks',
  description: 'Counts the tasks that are not done. With `complete: false`, the number is a lower bound.',
  answers: {
    200: {
      description: 'The number of open tasks.',
      schema: { type: 'object', properties: { count: { type: 'integer' }, complete: { type: 'boolean' } } },
      example: { count: 4, complete: true },
    },
  },
};

export function openTasks({ store }: RouteServices): OwnRoute {
  async function report({ caller }: ApiRequest): Promise<Answer> {
    const scope = { workspace: caller.workspace, type: tasks };
    const { count, complete } = await store.count(scope, query);
    return { status: 200, body: { count, complete } };
  }

  return { method: 'get', path: '/api/v1/reports/open-tasks', role: 'viewer', parameters: [], operation, handle: report };
}
