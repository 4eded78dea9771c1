import { setTimeout } from 'node:timers/promises';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { NAME } from '../../src/name.ts';
import { FIRST_INDEXES } from '../../src/store/table.ts';
import { UsageError } from '../../src/usage-error.ts';
import { type Stage, stackNameOf } from '../stage.ts';

/** The outputs of `infra/stack.ts`, by name. */
export type Outputs = Readonly<Partial<Record<string, string>>>;

/** A deployed stage. Every method throws `UsageError` if AWS refuses the request or the stack does not exist. */
export interface DeployedStack {
  /** Checks for credentials and a region. */
  signedIn(): Promise<void>;
  outputs(): Promise<Outputs>;
  isProtected(): Promise<boolean>;
  /** Deletes the stack and waits until it is gone. */
  remove(): Promise<void>;
  /** Returns the reason for the failure of the last deployment, as a sentence; `undefined` if it succeeded. */
  deploymentFailure(): Promise<string | undefined>;
  /** Returns the table that the next deployment uses; `undefined` if that deployment creates it. */
  tableName(): Promise<string | undefined>;
  /** Returns the number of indexes of the stack's table; `undefined` if the next deployment creates the table. */
  tableIndexes(): Promise<number | undefined>;
  /** Returns whether the stack has the stream of the table and the function behind it. */
  keepsHistory(): Promise<boolean>;
  /** Creates an administrator. Cognito mails a password that is valid for three days. */
  addAdmin(email: string): Promise<'invited' | 'existed already'>;
  /** Returns the secret of the machine client; `undefined` if the stage has no machine client. */
  machineSecret(): Promise<string | undefined>;
}

const REMOVAL_MS = 45 * 60_000;

export function createDeployedStack(stage: Stage, { pollMs = 10_000 } = {}): DeployedStack {
  const region = stage.region === undefined ? {} : { region: stage.region };
  const stackName = stackNameOf(stage);
  const formation = new CloudFormationClient(region);
  const cognito = new CognitoIdentityProviderClient(region);

  async function describe(): Promise<Stack | undefined> {
    const { Stacks: [stack] = [] } = await formation.send(new DescribeStacksCommand({ StackName: stackName }));
    if (stack !== undefined) checkOwner(stack);
    return stack;
  }

  async function outputs(): Promise<Outputs> {
    const stack = await ask(stage, describe);
    return Object.fromEntries(stack?.Outputs?.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]) ?? []);
  }

  async function statusOrGone(): Promise<string | undefined> {
    try {
      const stack = await describe();
      return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack?.StackStatus;
    } catch (error) {
      if (isMissingStack(error)) return undefined;
      throw toUsageError(stage, error);
    }
  }

  /** Describes the resources that failed in the last deployment, each with its reason. */
  async function failures(...statuses: readonly string[]): Promise<string> {
    const { StackEvents = [] } = await ask(stage, () => formation.send(new DescribeStackEventsCommand({ StackName: stackName })));
    const start = StackEvents.findIndex(
      (event) =>
        event.PhysicalResourceId === event.StackId &&
        /_IN_PROGRESS$/.test(event.ResourceStatus ?? '') &&
        !/ROLLBACK/.test(event.ResourceStatus ?? ''),
    );
    const latest = start < 0 ? StackEvents : StackEvents.slice(0, start);
    const failed = latest.filter(
      ({ ResourceStatus = '', PhysicalResourceId, StackId }) => statuses.includes(ResourceStatus) && PhysicalResourceId !== StackId,
    );
    // When a resource fails, CloudFormation cancels the others. Their messages do not contain the cause.
    const causes = failed.filter(({ ResourceStatusReason = '' }) => !/cancelled/i.test(ResourceStatusReason));
    const shown = (causes.length > 0 ? causes : failed).map(
      ({ LogicalResourceId, ResourceType, ResourceStatusReason }) =>
        `${LogicalResourceId} (${ResourceType}): ${sentence(ResourceStatusReason)}`,
    );
    return shown.length > 0 ? [...new Set(shown)].slice(0, 3).join(' ') : 'AWS gives no reason; see the CloudFormation console.';
  }

  return {
    outputs,

    async signedIn() {
      await ask(stage, async () => await Promise.all([formation.config.region(), formation.config.credentials()]));
    },

    async isProtected() {
      const stack = await ask(stage, describe);
      return stack?.EnableTerminationProtection ?? false;
    },

    async remove() {
      await ask(stage, () => formation.send(new DeleteStackCommand({ StackName: stackName })));
      const deadline = Date.now() + REMOVAL_MS;
      // The SDK's waiter would poll for the full 45 minutes even after the sign-in has expired.
      for (let status = await statusOrGone(); status !== undefined; status = await statusOrGone()) {
        if (status === 'DELETE_FAILED') throw new UsageError(`${stackName} was not deleted: ${await failures('DELETE_FAILED')}`);
        if (Date.now() > deadline)
          throw new UsageError(`${stackName} is still ${status} after 45 minutes: see the CloudFormation console.`);
        await setTimeout(pollMs);
      }
    },

    async deploymentFailure() {
      const status = await statusOrGone();
      if (status === undefined || !/ROLLBACK|FAILED/.test(status)) return undefined;
      const next =
        status === 'ROLLBACK_COMPLETE' || status === 'ROLLBACK_FAILED' ? ' Run "npm run destroy" before the next deployment.' : '';
      return `${stackName} is in ${status}: ${await failures('CREATE_FAILED', 'UPDATE_FAILED', 'ROLLBACK_FAILED')}${next}`;
    },

    async tableName() {
      if (stage.restoredTable !== undefined) return stage.restoredTable;
      return (await statusOrGone()) === undefined ? undefined : (await outputs())['TableName'];
    },

    async tableIndexes() {
      return (await statusOrGone()) === undefined ? undefined : indexesOf(await outputs());
    },

    async keepsHistory() {
      return (await statusOrGone()) !== undefined && (await outputs())['ChangesFunctionName'] !== undefined;
    },

    async addAdmin(email) {
      const user = { UserPoolId: (await outputs())['UserPoolId'], Username: email };
      const attributes = { email, email_verified: 'true' };
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const outcome = await ask(stage, async () => {
        try {
          await cognito.send(new AdminCreateUserCommand({ ...user, UserAttributes, DesiredDeliveryMediums: ['EMAIL'] }));
          return 'invited';
        } catch (error) {
          if (error instanceof UsernameExistsException) return 'existed already';
          throw error;
        }
      });
      await ask(stage, () => cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'admin' })));
      return outcome;
    },

    async machineSecret() {
      const { UserPoolId, MachineClientId: ClientId } = await outputs();
      if (ClientId === undefined) return undefined;
      const { UserPoolClient } = await ask(stage, () => cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })));
      return UserPoolClient?.ClientSecret;
    },
  };
}

/**
 * Two services can have a stack of the same name: `records-dev-dev` is `dev-dev` of `records`, and `dev` of `records-dev`.
 * @throws {UsageError} if the tag names another service
 */
function checkOwner({ StackName, Tags = [] }: Stack): void {
  const service = Tags.find(({ Key }) => Key === 'service')?.Value ?? NAME;
  if (service === NAME) return;
  throw new UsageError(
    `The stack ${StackName} belongs to the service "${service}", not to "${NAME}". Nothing was changed. Use another stage.`,
  );
}

async function ask<Answer>(stage: Stage, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    throw toUsageError(stage, error);
  }
}

/** Turns an AWS error into a sentence with the cause and, for common mistakes, the fix. */
export function toUsageError(stage: Stage, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UsageError) return error;
  const { name, message } = error;
  if (name === 'CredentialsProviderError' || /could not load credentials/i.test(message)) {
    return refusal(
      'No AWS credentials found. Sign in with "aws sso login" (or "aws configure" once) and set AWS_PROFILE to the profile.',
      error,
    );
  }
  if (/region is missing/i.test(message)) {
    return refusal('No AWS region is set. Set AWS_REGION, or "region" of the stage in infra/stage.ts.', error);
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.test(message)) return refusal(`Cannot reach AWS: ${message}`, error);
  if (/UnrecognizedClient|InvalidClientTokenId/.test(name)) return refusal('AWS rejects these credentials. Sign in again.', error);
  if (/expired/i.test(name) || /token.*expired|expired.*token/i.test(message)) {
    return refusal('The AWS session has expired. Sign in again.', error);
  }
  if (isMissingStack(error)) {
    return refusal(
      `The stack ${stackNameOf(stage)} does not exist in this account and region. Create it with "npm run deploy -- --stage ${stage.name}".`,
      error,
    );
  }
  if (/AccessDenied|NotAuthorized/.test(name)) return refusal(`AWS denies access: ${message}`, error);
  return refusal(`AWS refused the request: ${name}: ${sentence(message)}`, error);
}

function isMissingStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}

/** Returns the first line with a full stop. Some AWS messages have request ids or JSON on later lines. */
function sentence(text = 'no reason given'): string {
  return `${text.split('\n')[0]?.trim().replace(/\.$/, '')}.`;
}

function refusal(sentence: string, cause: Error): UsageError {
  return new UsageError(sentence, { cause });
}

/** Returns the number of indexes. Older stacks without the output `TableIndexes` have `FIRST_INDEXES` indexes. */
function indexesOf({ TableName, TableIndexes = String(FIRST_INDEXES) }: Outputs): number | undefined {
  return TableName === undefined ? undefined : Number(TableIndexes);
}
