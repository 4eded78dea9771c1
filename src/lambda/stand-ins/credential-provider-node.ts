/**
 * Stands in for the SDK's search for credentials: profiles, single sign-on, other roles, instance metadata, each with a client of its
 * own. Lambda gives a function its role's credentials in the environment, and in no other way.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
