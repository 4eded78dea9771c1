import { Duration } from 'aws-cdk-lib';
import { LambdaVersion, StringAttribute, type UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { acknowledgeFunction } from './function.ts';
import { createLog } from './log.ts';
import { TRIGGER_CLAIM } from './stage-settings.ts';

/** The user attribute for the workspace. Administrators can write it, the clients of the pool cannot. */
export const WORKSPACE_ATTRIBUTE = { workspace: new StringAttribute({ minLen: 1, maxLen: 128, mutable: true }) };

/**
 * Uses event version 2, because version 1 can change id tokens only.
 * A user without the attribute gets no claim, and the service answers 401.
 * It is CommonJS, because CloudFormation stores inline code as `index.js`.
 */
const TRIGGER = `exports.handler = async (event) => {
  const workspace = event.request.userAttributes['custom:workspace'];
  if (workspace === undefined) return event;
  const accessTokenGeneration = { claimsToAddOrOverride: { ${TRIGGER_CLAIM}: workspace } };
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } };
};
`;

export interface WorkspaceClaimProps {
  readonly userPool: UserPool;
  readonly logRetentionDays: number;
}

/** Copies the user attribute `custom:workspace` into access tokens, with a pre-token-generation trigger of Cognito. */
export class WorkspaceClaim extends Construct {
  constructor(scope: Construct, id: string, { userPool, logRetentionDays }: WorkspaceClaimProps) {
    super(scope, id);
    const logGroup = createLog(this, 'Log', { logRetentionDays });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    role.addToPolicy(new PolicyStatement({ sid: 'Log', actions, resources: [logGroup.logGroupArn] }));
    const trigger = new Lambda(this, 'Trigger', {
      code: Code.fromInline(TRIGGER),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 128,
      // Cognito waits for five seconds.
      timeout: Duration.seconds(5),
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    });
    userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, LambdaVersion.V2_0);
    acknowledgeFunction(this, 'Cognito invokes the function synchronously: the sign-in fails, and nothing is queued.');
    acknowledge(this, 'The function copies one attribute and calls nothing.', 'Serverless-LambdaTracing');
  }
}
