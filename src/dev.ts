import { type Config, type Environment, readConfig } from './config.ts';
import { DEMO_USERS } from './local/demo-users.ts';
import {
  issuerOn,
  LOCAL_CLIENT,
  SIGN_IN_PORT,
  type SignInProvider,
  signInSettings,
  startSignInProvider,
} from './local/sign-in-provider.ts';
import { keepSigningKey } from './local/signing-key.ts';
import { createDevWebsite } from './server/dev-website.ts';
import { exitWith } from './server/exit-with.ts';
import { addSamples } from './server/first-samples.ts';
import { runServer } from './server/run-server.ts';
import { stopOnSignal } from './server/stop-on-signal.ts';

// Otherwise the AWS SDK warns at each start that this version of Node is old.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  await dev({ DATABASE: 'embedded', ...process.env });
} catch (error) {
  exitWith(error);
}

/**
 * Starts the server for development, with an embedded database and sample records.
 * With AUTH_MODE=jwt it also starts a local sign-in provider.
 */
async function dev(env: Environment): Promise<void> {
  const port = Number(env['SIGN_IN_PORT'] ?? SIGN_IN_PORT);
  const ownSignIn = env['AUTH_MODE'] === 'jwt' && !env['OIDC_ISSUER'];
  const config = readConfig(ownSignIn ? signInSettings(env, issuerOn(port)) : env);
  const provider = ownSignIn ? await startProvider(port, config) : undefined;
  const website = createDevWebsite(config.auth);
  const server = await runServer({
    config,
    env,
    sites: [website.handle],
    forPeople: true,
    prepare: async (services) => [...(ownSignIn ? signInNotes(port) : []), ...(await addSamples(services, config, ownSignIn))],
  });
  website.attach(server.server);
  stopOnSignal(async () => {
    await Promise.all([provider?.close(), website.close()]);
    await server.close();
  }, server.logger);
}

async function startProvider(port: number, config: Config): Promise<SignInProvider> {
  const { dataDir } = config.database.kind === 'embedded' ? config.database : { dataDir: '.data' };
  const redirectUris = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${config.port}/`);
  return await startSignInProvider({ port, clientId: LOCAL_CLIENT, redirectUris, signingKey: await keepSigningKey(dataDir) });
}

function signInNotes(port: number): string[] {
  const users = DEMO_USERS.map(({ id, role }) => `${id} (${role})`).join(', ');
  return [`Sign-in  ${issuerOn(port)} as ${users}`, 'Token    npm run token -- --user editor'];
}
