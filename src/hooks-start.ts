import { createHandler } from './hooks.ts';
import { recordTypes } from './records/index.ts';

// Lambda imports this file.
export const handler = createHandler(process.env, recordTypes);
