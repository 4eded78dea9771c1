import { CommandRefused } from './command-refused.ts';

export interface MachineSignIn {
  /** The origin of the sign-in page. */
  readonly signIn: string;
  readonly clientId: string;
  readonly secret: string;
  readonly fetch: typeof fetch;
}

/** A token by client credentials (RFC 6749, section 4.4). @throws {CommandRefused} if it is not given. */
export async function machineToken({ signIn, clientId, secret, fetch: request }: MachineSignIn): Promise<string> {
  const answer = await request(`${signIn}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body: unknown = await answer.json().catch(() => undefined);
  const token = typeof body === 'object' && body !== null && 'access_token' in body ? body.access_token : undefined;
  if (!answer.ok || typeof token !== 'string') throw new CommandRefused(`Cognito gave the machine no token: status ${answer.status}`);
  return token;
}
