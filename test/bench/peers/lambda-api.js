import createApi from 'lambda-api';
import { rules } from './task-rules.js';
import { createTasks } from './tasks.ts';

const tasks = createTasks();
const ownerOf = (req) => req.requestContext.authorizer.jwt.claims.sub;

/** lambda-api and zod. */
const api = createApi({ base: 'api/v1', logger: false });
const checked = (schema, part, answer) => async (req, res) => {
  const { success, data } = schema.safeParse(req[part]);
  if (success) await answer(req, res, data);
  else res.status(422).json({});
};

api.post(
  '/tasks',
  checked(rules.create, 'body', async (req, res, values) => res.status(201).json(await tasks.create(ownerOf(req), values))),
);
api.get(
  '/tasks',
  checked(rules.list, 'query', async (req, res, { limit }) => res.json(await tasks.list(ownerOf(req), limit))),
);
api.get('/tasks/:id', async (req, res) => {
  const task = await tasks.get(ownerOf(req), req.params.id);
  res.status(task === undefined ? 404 : 200).json(task ?? {});
});
api.patch(
  '/tasks/:id',
  checked(rules.patch, 'body', async (req, res, { status }) => res.json(await tasks.patch(ownerOf(req), req.params.id, status))),
);

export const handler = async (event, context) => await api.run(event, context);
