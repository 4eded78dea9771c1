import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { OidcProviderNative, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { NAME } from '../src/name.ts';
import { acknowledge } from './acknowledge.ts';
import { STAGES } from './stage.ts';
import { DEPLOY_ROLE } from './stage-settings.ts';

export interface DeployRoleStackProps extends StackProps {
  /** The GitHub repository that may deploy: `owner/name`. */
  readonly repository: string;
  /** The account's existing identity provider for GitHub. An account can have only one. Default: creates it. */
  readonly provider?: string | undefined;
}

/** The name of the stack with the role. */
export const DEPLOY_ROLE_STACK = `${NAME}-${DEPLOY_ROLE}`;
const ISSUER = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/**
 * Lets the workflows of one repository deploy without a stored key. GitHub signs a token for each run.
 * The role accepts tokens only for GitHub environments with the name of a stage, so that GitHub's protection rules apply.
 * The role can only assume the roles of `cdk bootstrap`, read records, correct their index keys, and read the settings for the smoke test.
 */
export class DeployRoleStack extends Stack {
  constructor(scope: Construct, id: string, { repository, provider, ...props }: DeployRoleStackProps) {
    super(scope, id, { description: `Lets workflows of ${repository} deploy`, ...props });
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new TypeError(`The repository is "${repository}"; it must have the form owner/name.`);
    const providerArn =
      provider ?? new OidcProviderNative(this, 'GitHub', { url: `https://${ISSUER}`, clientIds: [AUDIENCE] }).oidcProviderArn;
    const subjects = STAGES.map(({ name }) => `repo:${repository}:environment:${name}`);
    const conditions = { StringEquals: { [`${ISSUER}:aud`]: AUDIENCE, [`${ISSUER}:sub`]: subjects } };
    const role = new Role(this, 'Role', {
      assumedBy: new WebIdentityPrincipal(providerArn, conditions),
      maxSessionDuration: Duration.hours(1),
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'BecomeBootstrapRoles',
        actions: ['sts:AssumeRole'],
        resources: [`arn:${this.partition}:iam::${this.account}:role/cdk-hnb659fds-*-${this.account}-*`],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'RecordsOfStages',
        actions: ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        resources: [this.formatArn({ service: 'dynamodb', region: '*', resource: 'table', resourceName: `${NAME}-*` })],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'TablesWithOwnKey',
        actions: ['kms:Decrypt', 'kms:DescribeKey'],
        resources: [this.formatArn({ service: 'kms', region: '*', resource: 'key', resourceName: '*' })],
        conditions: { StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } },
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Outputs',
        actions: ['cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cognito-idp:DescribeUserPoolClient'],
        resources: [
          this.formatArn({ service: 'cloudformation', region: '*', resource: 'stack', resourceName: `${NAME}-*` }),
          this.formatArn({ service: 'cognito-idp', region: '*', resource: 'userpool', resourceName: '*' }),
        ],
      }),
    );
    this.#acknowledge(role);
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
  }

  #acknowledge(role: Role): void {
    const findings = {
      'iam::<AWS::AccountId>:role/cdk-hnb659fds-*-<AWS::AccountId>-*': 'The four roles of `cdk bootstrap` in any region.',
      [`cloudformation:*:<AWS::AccountId>:stack/${NAME}-*`]:
        'The outputs of this service’s stacks. AWS adds a random suffix to their ARNs.',
      [`dynamodb:*:<AWS::AccountId>:table/${NAME}-*`]: 'The tables of this service’s stacks. AWS adds a random suffix to their names.',
      'kms:*:<AWS::AccountId>:key/*': 'Keys of future stages have no known id. The role can use them through DynamoDB only.',
      'cognito-idp:*:<AWS::AccountId>:userpool/*': 'User pools of future stages have no known id.',
    };
    for (const [resource, reason] of Object.entries(findings)) {
      acknowledge(role, reason, `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${resource}]`);
    }
  }
}
