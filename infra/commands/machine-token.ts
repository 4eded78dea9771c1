import { UsageError } from '../../src/usage-error.ts';

export interface MachineSignIn {
  /** The origin of the sign-in page. */
  readonly signIn: string;
  readonly clientId: string;
  readonly secret: string;
  readonly fetch: typeof fetch;
}

/** Gets a token with client credentials (RFC 6749, section 4.4). @throws {UsageError} if Cognito returns no token */
export async function machineToken({ signIn, clientId, secret, fetch: request }: MachineSignIn): Promise<string> {
  const sent = request(`${signIn}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const answer = await sent.catch((error: unknown) => {
    throw new UsageError(`Cannot reach ${signIn} to get a token for the machine client.`, { cause: error });
  });
  // A body that is not JSON has no token. The error below reports the status.
  const body: unknown = await answer.json().catch(() => undefined);
  const token = typeof body === 'object' && body !== null && 'access_token' in body ? body.access_token : undefined;
  if (!answer.ok || typeof token !== 'string')
    throw new UsageError(`Cognito returned no token for the machine client (status ${answer.status}).`);
  return token;
}
