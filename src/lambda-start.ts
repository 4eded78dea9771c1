import { loadBundle } from './lambda/load-bundle.ts';

// What Lambda imports.
const { createHandler, codeCache } = loadBundle(import.meta.dirname);
export const handler = createHandler(process.env, { codeCache });
