import { parseArgs } from 'node:util';
import { DEMO_USERS } from '../local/demo-users.ts';
import { DEMO_USER_GRANT } from '../local/sign-in-configuration.ts';
import { issuerOn, LOCAL_CLIENT, SIGN_IN_PORT } from '../local/sign-in-provider.ts';

const { values } = parseArgs({ options: { user: { type: 'string', default: 'editor' } } });
const issuer = process.env['OIDC_ISSUER'] ?? issuerOn(Number(process.env['SIGN_IN_PORT'] ?? SIGN_IN_PORT));

try {
  process.stdout.write(`${await tokenOf(values.user)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** A bearer token for a demo user, by id or role, from the local sign-in provider that runs. */
async function tokenOf(user: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: DEMO_USER_GRANT, client_id: LOCAL_CLIENT, user });
  const answer: unknown = await post(`${issuer}/token`, body);
  if (typeof answer === 'object' && answer !== null) {
    if ('access_token' in answer) return String(answer.access_token);
    if ('error_description' in answer) throw new Error(`No token: ${answer.error_description}`);
  }
  throw new Error(`No token: ${issuer} is not the local sign-in provider. Its users are ${DEMO_USERS.map(({ id }) => id).join(', ')}.`);
}

async function post(url: string, body: URLSearchParams): Promise<unknown> {
  try {
    return await (await fetch(url, { method: 'POST', body })).json();
  } catch {
    throw new Error(`No sign-in provider answers at ${issuer}. Start it with: AUTH_MODE=jwt npm run dev`);
  }
}
