import { fromEnv } from '@aws-sdk/credential-provider-env';

type Provider = ReturnType<typeof fromEnv>;

/**
 * Stands in for the search for credentials through files, single sign-on and metadata services, 100 KB of it. Lambda puts the
 * role's into the environment, where that search too looks first, and they outlive the process: they are read once.
 * Source: "Defined runtime environment variables", AWS Lambda Developer Guide.
 */
function defaultProvider(options?: Parameters<typeof fromEnv>[0]): Provider {
  let credentials: ReturnType<Provider> | undefined;
  return () => {
    credentials ??= fromEnv(options)();
    return credentials;
  };
}

export default { defaultProvider };
