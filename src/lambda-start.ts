import { loadBundle } from './lambda/load-bundle.ts';

// Lambda imports this file.
const { createHandler, codeCache } = loadBundle(import.meta.dirname);
export const handler = createHandler(process.env, { codeCache });
