import { fileURLToPath } from 'node:url';
import { readConfig } from './config.ts';
import { exitWith } from './server/exit-with.ts';
import { runServer } from './server/run-server.ts';
import { stopOnSignal } from './server/stop-on-signal.ts';
import { wantsOwnSignIn } from './server/wants-own-sign-in.ts';
import { createWebsite } from './server/website.ts';

// The build writes the server and the UI to sibling folders.
const WEBSITE = fileURLToPath(new URL('../public', import.meta.url));

// Otherwise the AWS SDK warns at each start that this version of Node is old.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  // Load it only if needed, because it contains an OpenID Connect provider.
  const own = wantsOwnSignIn(process.env) ? await import('./server/own-sign-in.ts') : undefined;
  const config = readConfig(own?.ownSignInSettings(process.env) ?? process.env);
  const signIn = await own?.createOwnSignIn(config);
  const forPeople = process.stdout.isTTY;
  const sites = [signIn?.site, createWebsite(WEBSITE, config.auth)];
  const server = await runServer({ config, env: process.env, sites, forPeople, prepare: signIn?.prepare });
  if (signIn !== undefined && !forPeople)
    server.logger.info('sign-in', { code: signIn.code, note: 'a code for trying the service out; set OIDC_ISSUER for real use' });
  stopOnSignal(server.close, server.logger);
} catch (error) {
  exitWith(error);
}
