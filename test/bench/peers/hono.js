import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { rules } from './task-rules.js';
import { createTasks } from './tasks.ts';

const tasks = createTasks();
const ownerOf = (c) => c.env.event.requestContext.authorizer.jwt.claims.sub;
const check = (target, schema) =>
  zValidator(target, schema, ({ success }, c) => {
    if (!success) return c.json({}, 422);
  });

/** Hono with its adapter and zod. */
const app = new Hono();
app.post('/api/v1/tasks', check('json', rules.create), async (c) => c.json(await tasks.create(ownerOf(c), c.req.valid('json')), 201));
app.get('/api/v1/tasks', check('query', rules.list), async (c) => c.json(await tasks.list(ownerOf(c), c.req.valid('query').limit)));
app.get('/api/v1/tasks/:id', async (c) => {
  const task = await tasks.get(ownerOf(c), c.req.param('id'));
  return task === undefined ? c.json({}, 404) : c.json(task);
});
app.patch('/api/v1/tasks/:id', check('json', rules.patch), async (c) =>
  c.json(await tasks.patch(ownerOf(c), c.req.param('id'), c.req.valid('json').status)),
);

export const handler = handle(app);
