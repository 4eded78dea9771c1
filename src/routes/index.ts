import type { CreateOwnRoute } from '../http/own-route.ts';
import { overdueTasks } from './overdue-tasks.ts';

/** The routes of this installation. To add one, create a file in this folder and add its function to this list. */
export const ownRoutes: readonly CreateOwnRoute[] = [overdueTasks];
