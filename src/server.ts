import { fileURLToPath } from 'node:url';
import { readConfig } from './config.ts';
import { exitWith } from './server/exit-with.ts';
import { runServer } from './server/run-server.ts';
import { stopOnSignal } from './server/stop-on-signal.ts';
import { createWebsite } from './server/website.ts';

// The build puts the server and the UI side by side.
const WEBSITE = fileURLToPath(new URL('../public', import.meta.url));

// The SDK would greet with a warning about the age of this Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  const config = readConfig(process.env);
  const server = await runServer({ config, website: createWebsite(WEBSITE, config.auth), forPeople: process.stdout.isTTY });
  stopOnSignal(server.close, server.logger);
} catch (error) {
  exitWith(error);
}
