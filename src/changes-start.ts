import { createHandler } from './changes.ts';

// Lambda imports this file.
export const handler = createHandler(process.env);
