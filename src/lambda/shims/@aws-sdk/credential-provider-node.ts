import { fromEnv } from '@aws-sdk/credential-provider-env';

type Provider = ReturnType<typeof fromEnv>;

/**
 * Replaces the search for credentials in files, single sign-on and metadata services (110 KB).
 * Lambda puts the credentials of the role into the environment. They are valid longer than the process lives, so they are read once.
 * Source: "Defined runtime environment variables", AWS Lambda Developer Guide.
 */
export function defaultProvider(options?: Parameters<typeof fromEnv>[0]): Provider {
  let credentials: ReturnType<Provider> | undefined;
  return () => {
    credentials ??= fromEnv(options)();
    return credentials;
  };
}
