import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTarget, type Target } from '../support/target.ts';
import { createTeam, type Team } from '../support/team.ts';

let target: Target;
let team: Team;

beforeAll(async () => {
  target = await startTarget();
  team = await createTeam(target);
});
afterAll(async () => {
  await target.close();
});

describe('POST /api/v1/tasks', () => {
  it('creates a record with defaults, an id, and what the service sets', async () => {
    const answer = await team.editor.post('/api/v1/tasks', { body: { title: '  Write the report  ' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ title: 'Write the report', status: 'open', priority: 'normal', version: 1 });
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/api/v1/tasks/${answer.body.id}` });
  });
});
