import { configure, getCurrentInvoke } from '@codegenie/serverless-express';
import express, { type RequestHandler } from 'express';
import { body, matchedData, query, validationResult } from 'express-validator';
import { createTasks } from './tasks.ts';

const STATUSES = ['open', 'in-progress', 'done'];
const tasks = createTasks();
const ownerOf = () => String(getCurrentInvoke().event.requestContext.authorizer.jwt.claims.sub);
const refuseFaults: RequestHandler = (req, res, next) => {
  if (validationResult(req).isEmpty()) next();
  else res.status(422).json({});
};

/** The same with Express and express-validator, bundled as everyone bundles it. */
const app = express();
app.use(express.json());
app.post(
  '/api/v1/tasks',
  body('title').isString().trim().isLength({ min: 1, max: 200 }),
  body('status').default('open').isIn(STATUSES),
  body('dueDate').optional().isDate({ format: 'YYYY-MM-DD' }),
  refuseFaults,
  async (req, res) => {
    res.status(201).json(await tasks.create(ownerOf(), matchedData(req)));
  },
);
app.get('/api/v1/tasks', query('limit').default(25).isInt({ min: 1, max: 100 }).toInt(), refuseFaults, async (req, res) => {
  res.json(await tasks.list(ownerOf(), matchedData<{ limit: number }>(req).limit));
});
app.get('/api/v1/tasks/:id', async (req, res) => {
  const task = await tasks.get(ownerOf(), req.params.id);
  res.status(task === undefined ? 404 : 200).json(task ?? {});
});
app.patch('/api/v1/tasks/:id', body('status').isIn(STATUSES), refuseFaults, async (req, res) => {
  res.json(await tasks.patch(ownerOf(), String(req.params?.['id']), req.body.status));
});

export const handler = configure({ app });
