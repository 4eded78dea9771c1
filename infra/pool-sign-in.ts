import type { Stack } from 'aws-cdk-lib';
import type { SignIn } from './sign-in.ts';
import { type Stage, stackNameOf } from './stage.ts';
import { ServiceUserPool } from './user-pool.ts';

/** Without a UI, people sign in with a program on their own machine. */
const LOCAL_SITE = 'http://localhost:3000';

/** Creates the user pool of a stage, whose tokens the API accepts. */
export function createPoolSignIn(stack: Stack, stage: Stage): SignIn {
  const { keepData, selfSignUp, workspaceTrigger = false, logRetentionDays } = stage;
  const domainPrefix = stackNameOf(stage);
  const pool = new ServiceUserPool(stack, 'Identity', { domainPrefix, keepData, selfSignUp, workspaceTrigger, logRetentionDays });
  const { issuer, origins, signInOrigin, userPoolId } = pool;
  return {
    issuer,
    origins,
    addClients(site = LOCAL_SITE) {
      const { userPoolClientId: clientId } = pool.addWebClient(site);
      const machineId = stage.machineClient === true ? pool.addMachineClient().userPoolClientId : undefined;
      return {
        audience: [clientId, ...(machineId === undefined ? [] : [machineId])],
        // The sign-out endpoint of Cognito is not in its discovery document.
        web: { issuer, clientId, scope: 'openid profile email', signOutUrl: `${signInOrigin}/logout` },
        outputs: { SignInUrl: signInOrigin, Issuer: issuer, UserPoolId: userPoolId, WebClientId: clientId, MachineClientId: machineId },
      };
    },
  };
}
