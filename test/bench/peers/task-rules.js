import * as z from 'zod';
import { STATUSES } from './tasks.ts';

/** The rules of a task for the peers that check with zod. */
const task = z.object({
  title: z.string().trim().min(1).max(200),
  status: z.enum(STATUSES).default('open'),
  dueDate: z.iso.date().optional(),
});

export const rules = {
  create: task,
  patch: z.object({ status: z.enum(STATUSES) }),
  list: z.object({ limit: z.coerce.number().int().min(1).max(100).default(25) }),
};
