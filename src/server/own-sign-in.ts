import { randomInt } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import type { Config, Environment } from '../config.ts';
import { DEMO_USERS } from '../local/demo-users.ts';
import { createSignIn, LOCAL_CLIENT, signInSettings } from '../local/sign-in-provider.ts';
import { keepSigningKey } from '../local/signing-key.ts';
import type { Services } from '../services.ts';
import { UsageError } from '../usage-error.ts';
import { addDemoSamples } from './first-samples.ts';

export interface OwnSignIn {
  /** Serves the sign-in pages. */
  readonly site: RequestHandler;
  /** The code to sign in with; it changes at each start. */
  readonly code: string;
  /** Adds the samples once. Returns lines for the terminal. */
  prepare(services: Services): Promise<readonly string[]>;
}

const PATH = '/sign-in';
/** 20 characters have 100 bits. Letters and digits that look alike are left out. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 20;

/** Returns the settings that make the service its own issuer, at the address that a browser on this machine uses. */
export function ownSignInSettings(env: Environment): Environment {
  const issuer = `http://localhost:${env['PORT']?.trim() || '3000'}${PATH}`;
  return signInSettings(env, issuer);
}

/**
 * Creates a sign-in for demo users, to try the service in a container, which cannot listen on loopback only.
 * So it requires the code from the server's log. It redirects only to localhost, so sign-in over a network is impossible.
 * @throws {UsageError} in production, or if the database is not embedded
 */
export async function createOwnSignIn({ database, auth, port }: Config): Promise<OwnSignIn> {
  if (database.kind !== 'embedded' || auth.mode !== 'jwt' || port === 0) {
    throw new UsageError(
      'SIGN_IN "local" is for trying the service out, with DATABASE=embedded. Set OIDC_ISSUER, OIDC_AUDIENCE and WORKSPACE.',
    );
  }
  const { dataDir: folder } = database;
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const redirectUris = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${port}/`);
  const signingKey = await keepSigningKey(folder);
  const site = Router();
  site.use(PATH, await createSignIn({ issuer: auth.issuer, clientId: LOCAL_CLIENT, redirectUris, signingKey, code }));
  return {
    site,
    code,
    async prepare(services) {
      await addDemoSamples(services, { rule: auth.workspace, folder });
      return [`Sign-in  as ${DEMO_USERS.map(({ id, role }) => `${id} (${role})`).join(', ')}`, `Code     ${code}`];
    },
  };
}
