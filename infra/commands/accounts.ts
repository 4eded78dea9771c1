import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  paginateListUsers,
  paginateListUsersInGroup,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { highestRole, ROLES, type Role } from '../../src/identity/roles.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import { toUsageError } from './deployed-stack.ts';

/** A person with an account of a stage. */
export interface Account {
  readonly email: string;
  readonly name: string;
  /** `undefined` for a person without a group, who is an editor. */
  readonly role: Role | undefined;
  readonly state: 'active' | 'invited' | 'disabled';
  /** The `sub` of their tokens, and the id in the directory. */
  readonly id: string;
}

export interface Invitation {
  readonly email: string;
  readonly role: Role;
  readonly name?: string | undefined;
  /** The attribute `custom:workspace`, for a stage with `workspaceTrigger`. */
  readonly workspace?: string | undefined;
}

/** Manages the accounts of a stage, with the operator's AWS permissions. Every method throws `UsageError` if Cognito refuses. */
export interface Accounts {
  list(): Promise<readonly Account[]>;
  /** Invites a person, or invites again if they have not used the password yet. Cognito mails a password for three days. */
  invite(invitation: Invitation): Promise<'invited' | 'invited again'>;
  setRole(email: string, role: Role): Promise<void>;
  /** Disables an account and ends its sessions. Access tokens remain valid for up to an hour. */
  disable(email: string): Promise<void>;
  enable(email: string): Promise<void>;
}

/** The status of a user who has not replaced the mailed password. */
const INVITED = 'FORCE_CHANGE_PASSWORD';

export function createAccounts(stage: Stage, UserPoolId: string): Accounts {
  const client = new CognitoIdentityProviderClient(stage.region === undefined ? {} : { region: stage.region });

  /** Runs a request about one user. */
  async function about<Answer>(
    email: string,
    request: (user: { UserPoolId: string; Username: string }) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await request({ UserPoolId, Username: email });
    } catch (error) {
      if (error instanceof UserNotFoundException)
        throw new UsageError(`${email} has no account of the stage ${stage.name}.`, { cause: error });
      throw error instanceof UsageError ? error : toUsageError(stage, error);
    }
  }

  async function listAll(): Promise<readonly Account[]> {
    const roles = await rolesByUsername();
    const accounts: Account[] = [];
    for await (const { Users = [] } of paginateListUsers({ client }, { UserPoolId })) {
      for (const { Username = '', Attributes, Enabled, UserStatus } of Users) {
        const attributes = byName(Attributes);
        const state = Enabled === false ? 'disabled' : UserStatus === INVITED ? 'invited' : 'active';
        const { email = Username, name = '', sub = Username } = attributes;
        accounts.push({ email, name, role: highestRole(roles.get(Username) ?? []), state, id: sub });
      }
    }
    return accounts.sort((a, b) => (a.email < b.email ? -1 : 1));
  }

  async function rolesByUsername(): Promise<ReadonlyMap<string, readonly Role[]>> {
    const roles = new Map<string, Role[]>();
    for (const role of ROLES) {
      for await (const { Users = [] } of paginateListUsersInGroup({ client }, { UserPoolId, GroupName: role })) {
        for (const { Username = '' } of Users) roles.set(Username, [...(roles.get(Username) ?? []), role]);
      }
    }
    return roles;
  }

  /** Adds the new group before it removes others, because a person without a group is an editor. */
  async function setRole(email: string, role: Role): Promise<void> {
    await about(email, async (user) => {
      await client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: role }));
      const { Groups = [] } = await client.send(new AdminListGroupsForUserCommand(user));
      const others = ROLES.filter((other) => other !== role && Groups.some(({ GroupName }) => GroupName === other));
      for (const GroupName of others) await client.send(new AdminRemoveUserFromGroupCommand({ ...user, GroupName }));
    });
  }

  async function inviteAgain(email: string): Promise<'invited again'> {
    return await about(email, async (user) => {
      const { UserStatus } = await client.send(new AdminGetUserCommand(user));
      if (UserStatus !== INVITED) throw new UsageError(`${email} has an account already. To change the role: role ${email} ROLE.`);
      await client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] }));
      return 'invited again' as const;
    });
  }

  return {
    async list() {
      try {
        return await listAll();
      } catch (error) {
        throw toUsageError(stage, error);
      }
    },

    async invite({ email, role, name, workspace }) {
      const outcome = await about(email, async (user) => {
        const UserAttributes = attributesOf({ email, email_verified: 'true', name, 'custom:workspace': workspace });
        try {
          await client.send(new AdminCreateUserCommand({ ...user, UserAttributes, DesiredDeliveryMediums: ['EMAIL'] }));
          return 'invited' as const;
        } catch (error) {
          if (error instanceof UsernameExistsException) return await inviteAgain(email);
          throw error;
        }
      });
      await setRole(email, role);
      return outcome;
    },

    setRole,

    async disable(email) {
      await about(email, async (user) => {
        await client.send(new AdminDisableUserCommand(user));
        await client.send(new AdminUserGlobalSignOutCommand(user));
      });
    },

    async enable(email) {
      await about(email, async (user) => await client.send(new AdminEnableUserCommand(user)));
    },
  };
}

function attributesOf(values: Readonly<Record<string, string | undefined>>): AttributeType[] {
  return Object.entries(values).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]));
}

function byName(attributes: readonly AttributeType[] = []): Readonly<Partial<Record<string, string>>> {
  return Object.fromEntries(attributes.map(({ Name = '', Value }) => [Name, Value]));
}
