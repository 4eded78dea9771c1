import awsLambdaFastify from '@fastify/aws-lambda';
import createFastify from 'fastify';
import { schemas } from './task-schemas.js';
import { createTasks } from './tasks.ts';

const text = { type: 'string' };
const task = {
  type: 'object',
  properties: { id: text, title: text, status: text, dueDate: text, createdAt: text, updatedAt: text, version: { type: 'integer' } },
};
const tasks = createTasks();
const ownerOf = (req) => req.awsLambda.event.requestContext.authorizer.jwt.claims.sub;

/** Fastify with its adapter and its own checks and serializers by JSON Schema. */
const app = createFastify();
app.post('/api/v1/tasks', { schema: { body: schemas.create, response: { 201: task } } }, async (req, reply) => {
  reply.code(201);
  return await tasks.create(ownerOf(req), req.body);
});
app.get('/api/v1/tasks', { schema: { querystring: schemas.list, response: { 200: { type: 'array', items: task } } } }, async (req) =>
  tasks.list(ownerOf(req), req.query.limit),
);
app.get('/api/v1/tasks/:id', { schema: { response: { 200: task } } }, async (req, reply) => {
  const found = await tasks.get(ownerOf(req), req.params.id);
  return found ?? reply.code(404).send({});
});
app.patch('/api/v1/tasks/:id', { schema: { body: schemas.patch, response: { 200: task } } }, async (req) =>
  tasks.patch(ownerOf(req), req.params.id, req.body.status),
);

export const handler = awsLambdaFastify(app);
// As its adapter advises: the start of the function is the time to make everything ready.
await app.ready();
