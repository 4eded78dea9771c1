import { DEMO_USERS } from '../local/demo-users.ts';
import { DEMO_USER_GRANT } from '../local/sign-in-configuration.ts';
import { issuerOn, LOCAL_CLIENT, SIGN_IN_PORT } from '../local/sign-in-provider.ts';
import { UsageError } from '../usage-error.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run token [-- --user USER]',
  options: { user: 'optional' },
  async run({ env, options: { user = 'editor' }, print }) {
    print(await requestToken(env['OIDC_ISSUER'] ?? issuerOn(Number(env['SIGN_IN_PORT'] ?? SIGN_IN_PORT)), user));
    return 0;
  },
});

/** Requests a bearer token for a demo user, by id or role, from the local sign-in provider. */
async function requestToken(issuer: string, user: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: DEMO_USER_GRANT, client_id: LOCAL_CLIENT, user });
  const answer = await post(issuer, body);
  if (typeof answer === 'object' && answer !== null) {
    if ('access_token' in answer) return String(answer.access_token);
    if ('error_description' in answer) throw new UsageError(`No token: ${answer.error_description}`);
  }
  throw new UsageError(
    `No token: ${issuer} is not the local sign-in provider. Its users are ${DEMO_USERS.map(({ id }) => id).join(', ')}.`,
  );
}

async function post(issuer: string, body: URLSearchParams): Promise<unknown> {
  try {
    return await (await fetch(`${issuer}/token`, { method: 'POST', body })).json();
  } catch (cause) {
    throw new UsageError(`No sign-in provider answers at ${issuer}. Start it with: AUTH_MODE=jwt npm run dev`, { cause });
  }
}
