import type { Stack } from 'aws-cdk-lib';
import { createOwnIssuer } from './own-issuer.ts';
import { createPoolSignIn } from './pool-sign-in.ts';
import type { SignIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

/** Creates the user pool of a stage, unless the stage has an issuer of its own. */
export function createSignIn(stack: Stack, stage: Stage): SignIn {
  return stage.issuer === undefined ? createPoolSignIn(stack, stage) : createOwnIssuer(stage.issuer);
}
