import { runSample } from './sample.js';

// Node and Deno run this; a page calls `runSample` itself.
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
const { BASE_URL: baseUrl = '', TOKEN: token = '' } = process.env;
console.log(JSON.stringify(await runSample({ baseUrl, token })));
