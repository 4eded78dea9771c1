import type { OwnRoute, RouteServices } from '../../../src/http/own-route.ts';
import { authorUnder, claimHeaders, claimKey, underClaim } from '../../../src/http/request/idempotency-key.ts';
import type { Answer, ApiRequest, OwnOperation } from '../../../src/http/route.ts';
import type { Caller } from '../../../src/identity/caller.ts';
import { tasks } from '../../../src/records/tasks.ts';

const operation: OwnOperation = {
  operationId: 'copyTask',
  tag: { name: 'Copies', description: 'Copies of records.' },
  summary: 'Copy a task',
  description: 'Creates a task with the title, the notes and the tags of another one.',
  answers: {
    201: {
      description: 'The new task.',
      schema: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
      example: { id: '0195529e-7a00-7000-8000-000000000001' },
    },
  },
  problems: ['not-found', 'invalid-record', 'idempotency-key-reused', 'gone-for-good'],
};

const scopeOf = ({ workspace }: Caller) => ({ workspace, type: tasks });

export function copyTask({ store, operations, idempotency }: RouteServices): OwnRoute {
  async function copy(request: ApiRequest): Promise<Answer> {
    const scope = scopeOf(request.caller);
    const { title, notes, tags } = await store.get(scope, request.id);
    const claim = await claimKey(idempotency, request);
    const options = { ...authorUnder(claim, request), id: claim?.id };
    const task = await underClaim(idempotency, claim, async () => await operations.create(scope, { title, notes, tags }, options));
    return { status: 201, headers: { Location: `/api/v1/tasks/${task.id}`, ...claimHeaders(claim) }, body: { id: task.id } };
  }

  return {
    method: 'post',
    path: '/api/v1/task-copies/:id',
    role: 'editor',
    readsHeaders: ['idempotency-key'],
    operation,
    find: async (caller, id) => await store.get(scopeOf(caller), id),
    handle: copy,
  };
}
