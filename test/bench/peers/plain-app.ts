import express, { type Express, type Request, type RequestHandler } from 'express';
import { body, matchedData, query, validationResult } from 'express-validator';
import { STATUSES } from './tasks.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Tasks {
  create(owner: string, values: Fields): Promise<Fields>;
  get(owner: string, id: string): Promise<Fields | undefined>;
  list(owner: string, limit: number, status?: string): Promise<Fields[]>;
  patch(owner: string, id: string, status: string): Promise<Fields>;
}

const refuseFaults: RequestHandler = (req, res, next) => {
  if (validationResult(req).isEmpty()) next();
  else res.status(422).json({});
};

/** The job with Express and express-validator, and nothing else. */
export function createPlainApp(tasks: Tasks, ownerOf: (req: Request) => string): Express {
  const app = express();
  app.use(express.json());
  app.post(
    '/api/v1/tasks',
    body('title').isString().trim().isLength({ min: 1, max: 200 }),
    body('status').default('open').isIn(STATUSES),
    body('dueDate').optional().isDate({ format: 'YYYY-MM-DD' }),
    refuseFaults,
    async (req, res) => {
      res.status(201).json(await tasks.create(ownerOf(req), matchedData(req)));
    },
  );
  app.get(
    '/api/v1/tasks',
    query('limit').default(25).isInt({ min: 1, max: 100 }).toInt(),
    query('status').optional().isIn(STATUSES),
    refuseFaults,
    async (req, res) => {
      const { limit, status } = matchedData<{ limit: number; status?: string }>(req);
      res.json(await tasks.list(ownerOf(req), limit, status));
    },
  );
  app.get('/api/v1/tasks/:id', async (req, res) => {
    const task = await tasks.get(ownerOf(req), req.params.id);
    res.status(task === undefined ? 404 : 200).json(task ?? {});
  });
  app.patch('/api/v1/tasks/:id', body('status').isIn(STATUSES), refuseFaults, async (req, res) => {
    res.json(await tasks.patch(ownerOf(req), String(req.params?.['id']), req.body.status));
  });
  return app;
}
