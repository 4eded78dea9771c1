import { generateKeyPair } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDirectory } from './make-directory.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Returns the signing key of the local provider. Stores it, so that a restart of the server does not sign users out.
 * @returns a private RSA key as a JWK (RFC 7517).
 */
export async function keepSigningKey(folder: string): Promise<JsonWebKey> {
  const file = join(folder, 'sign-in-key.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'));
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
  await makeDirectory(folder);
  await replaceFile(file, JSON.stringify(key));
  return key;
}
