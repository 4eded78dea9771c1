import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Stage, stackNameOf } from '../stage.ts';
import { CommandRefused } from './command-refused.ts';

/** The outputs of `infra/stack.ts`, by name. */
export type Outputs = Readonly<Partial<Record<string, string>>>;

/** A stage as it lies on AWS. Every method throws `CommandRefused` where AWS knows nobody here, or no such stack. */
export interface DeployedStack {
  /** Resolves when AWS can be asked: there are credentials and a region. */
  signedIn(): Promise<void>;
  outputs(): Promise<Outputs>;
  isProtected(): Promise<boolean>;
  /** Resolves when the stack is gone. */
  remove(): Promise<void>;
  /** Makes a user who is an administrator; Cognito sends a password by mail that holds for three days. */
  addAdmin(email: string): Promise<'invited' | 'was there already'>;
  /** The secret of the client for machines; `undefined` if the stage has none. */
  machineSecret(): Promise<string | undefined>;
}

const REMOVAL_SECONDS = 45 * 60;

export function createDeployedStack(stage: Stage): DeployedStack {
  const region = stage.region === undefined ? {} : { region: stage.region };
  const stackName = stackNameOf(stage);
  const formation = new CloudFormationClient(region);
  const cognito = new CognitoIdentityProviderClient(region);

  async function describe() {
    const { Stacks: [stack] = [] } = await ask(stage, () => formation.send(new DescribeStacksCommand({ StackName: stackName })));
    return stack;
  }

  async function outputs(): Promise<Outputs> {
    const stack = await describe();
    return Object.fromEntries(stack?.Outputs?.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]) ?? []);
  }

  return {
    outputs,

    async signedIn() {
      await ask(stage, async () => await Promise.all([formation.config.region(), formation.config.credentials()]));
    },

    async isProtected() {
      const stack = await describe();
      return stack?.EnableTerminationProtection ?? false;
    },

    async remove() {
      await ask(stage, () => formation.send(new DeleteStackCommand({ StackName: stackName })));
      await waitUntilStackDeleteComplete({ client: formation, maxWaitTime: REMOVAL_SECONDS }, { StackName: stackName });
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
          if (error instanceof UsernameExistsException) return 'was there already';
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

async function ask<Answer>(stage: Stage, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    throw inPlainWords(stage, error);
  }
}

/** What went wrong, for who typed the command: the mistakes that everybody makes once, with what to do about them. */
export function inPlainWords(stage: Stage, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  if (name === 'CredentialsProviderError' || /could not load credentials/i.test(message)) {
    return refusal('AWS knows nobody here: sign in ("aws sso login", or "aws configure" once) and name the profile in AWS_PROFILE.', error);
  }
  if (/region is missing/i.test(message)) {
    return refusal('No region is set: set AWS_REGION, or "region" of the stage in infra/stage.ts.', error);
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.test(message)) return refusal(`AWS cannot be reached from here: ${message}`, error);
  if (/UnrecognizedClient|InvalidClientTokenId/.test(name)) return refusal('AWS does not know these credentials: sign in again.', error);
  if (/expired/i.test(name) || /token.*expired|expired.*token/i.test(message)) {
    return refusal('The sign-in to AWS has expired: sign in again.', error);
  }
  if (name === 'ValidationError' && /does not exist/.test(message)) {
    return refusal(
      `There is no stack ${stackNameOf(stage)} in this account and region: "npm run deploy -- --stage ${stage.name}" makes it.`,
      error,
    );
  }
  if (/AccessDenied|NotAuthorized/.test(name)) return refusal(`AWS does not allow it to who is signed in here: ${message}`, error);
  return error;
}

function refusal(sentence: string, cause: Error): CommandRefused {
  return new CommandRefused(sentence, { cause });
}
