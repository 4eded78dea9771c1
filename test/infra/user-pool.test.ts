import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { workspaceOf } from '../../src/identity/claims.ts';
import { ROLES } from '../../src/identity/roles.ts';
import { readWorkspaceRule } from '../../src/identity/workspace.ts';
import { NAME } from '../../src/name.ts';
import { at, isObject, listAt, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { templateOf } from './support/templates.ts';

const dev = templateOf('dev');
const prod = templateOf('prod');
const everything = templateOf('everything');
const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe('the user pool', () => {
  it('accepts only invited users, unless the stage sets "selfSignUp"', () => {
    expect(at(propertiesOf(prod, POOL), 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly')).toBe(true);
    expect(at(propertiesOf(everything, POOL), 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly')).toBe(false);
  });

  it('requires strong passwords, offers a second factor by app and not by text message, and recovers accounts by mail', () => {
    const pool = propertiesOf(prod, POOL);
    expect(pool).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
    expect(at(pool, 'Policies', 'PasswordPolicy')).toMatchObject({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
    });
  });

  it('has the roles of the app as groups, and scopes for machines', () => {
    expect(resourcesOf(prod, 'AWS::Cognito::UserPoolGroup').map(({ Properties: { GroupName } }) => GroupName)).toEqual([...ROLES]);
    const { Identifier, Scopes } = propertiesOf(prod, 'AWS::Cognito::UserPoolResourceServer');
    expect(Identifier).toBe(NAME);
    expect(listAt(Scopes).map((scope) => at(scope, 'ScopeName'))).toEqual(['read', 'write', 'admin']);
  });

  it('has deletion protection in prod and stays after its stack is deleted, but is deleted with its stack in dev', () => {
    expect(resourceOf(prod, POOL)).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
    expect(resourceOf(dev, POOL)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { DeletionProtection: 'INACTIVE' } });
  });

  it('has the tier that is free for the first 10,000 users', () => {
    for (const stage of ['dev', 'prod', 'everything'] as const)
      expect(propertiesOf(templateOf(stage), POOL)['UserPoolTier']).toBe('ESSENTIALS');
  });

  it('shows the managed sign-in page and has a style, which Cognito requires for it', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolDomain')['ManagedLoginVersion']).toBe(2);
    expect(propertiesOf(prod, 'AWS::Cognito::ManagedLoginBranding')).toMatchObject({
      ClientId: { Ref: resourceOf(prod, CLIENT).id },
      UseCognitoProvidedValues: true,
    });
  });
});

describe('the trigger that adds the workspace claim', () => {
  const FUNCTION = 'AWS::Lambda::Function';

  it('exists only if the stage sets "workspaceTrigger"', () => {
    expect(propertiesOf(prod, POOL)['LambdaConfig']).toBeUndefined();
    expect(propertiesOf(prod, POOL)['Schema']).toBeUndefined();
    const { id } = resourceOf(everything, FUNCTION, 'IdentityWorkspace');
    expect(propertiesOf(everything, POOL)['LambdaConfig']).toEqual({
      PreTokenGenerationConfig: { LambdaArn: { 'Fn::GetAtt': [id, 'Arn'] }, LambdaVersion: 'V2_0' },
    });
  });

  it('copies an attribute into the claim that the service reads, and adds no claim without the attribute', async () => {
    const handler = handlerOf(at(propertiesOf(everything, FUNCTION, 'IdentityWorkspace'), 'Code', 'ZipFile'));
    const event = (userAttributes: object) => ({ request: { userAttributes }, response: { claimsAndScopeOverrideDetails: null } });
    const claims = (answer: unknown) =>
      at(answer, 'response', 'claimsAndScopeOverrideDetails', 'accessTokenGeneration', 'claimsToAddOrOverride');
    const added = claims(await handler(event({ sub: 'ada', 'custom:workspace': 'blue' })));
    expect({ ...(isObject(added) ? added : {}) }).toEqual({ workspace: 'blue' });
    const rule = readWorkspaceRule(String(environmentOf(everything)['WORKSPACE'])) ?? 'personal';
    expect(workspaceOf({ sub: 'ada', ...(isObject(added) ? added : {}) }, rule)).toBe('blue');
    expect(await handler(event({ sub: 'ada' }))).toEqual(event({ sub: 'ada' }));
  });

  it('reads an attribute that no client can write', () => {
    expect(propertiesOf(everything, POOL)['Schema']).toMatchObject([{ Name: 'workspace', Mutable: true }]);
    for (const { Properties } of resourcesOf(everything, CLIENT)) {
      const isMachines = JSON.stringify(Properties['AllowedOAuthFlows']) === '["client_credentials"]';
      if (!isMachines) expect(Properties['WriteAttributes']).toEqual(['email', 'locale']);
    }
  });
});

describe('the client of the website', () => {
  const client = propertiesOf(prod, CLIENT, 'IdentityUsersWebClient');

  it('has no secret, and signs in only with an authorization code', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  it('has no scope that lets a user change attributes, and no scope of machines', () => {
    expect(client['AllowedOAuthScopes']).toEqual(['openid', 'profile', 'email']);
  });

  it('reads the name and the e-mail address, which the UI sends to the service', () => {
    expect(client['ReadAttributes']).toEqual(['email', 'email_verified', 'locale', 'name']);
  });

  it('may write no attribute that gives permissions', () => {
    expect(client['WriteAttributes']).toEqual(['email', 'locale']);
  });

  it('sends users back to the site and nowhere else', () => {
    const site = {
      'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [resourceOf(prod, 'AWS::CloudFront::Distribution').id, 'DomainName'] }, '/']],
    };
    expect(client).toMatchObject({ CallbackURLs: [site], LogoutURLs: [site] });
    expect(propertiesOf(everything, CLIENT, 'IdentityUsersWebClient')['CallbackURLs']).toEqual(['https://records.example.com/']);
  });
});

describe('the machine client', () => {
  it('exists only if the stage sets "machineClient", because it costs while it exists', () => {
    expect(resourcesOf(prod, CLIENT)).toHaveLength(1);
    expect(Object.keys(prod.Outputs)).not.toContain('MachineClientId');
  });

  it('has a secret and the scopes to read and to write, but not to delete permanently', () => {
    const client = propertiesOf(everything, CLIENT, 'IdentityUsersMachineClient');
    expect(client).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    expect(JSON.stringify(client['AllowedOAuthScopes'])).toMatch(/\/read.*\/write/);
    expect(JSON.stringify(client['AllowedOAuthScopes'])).not.toContain('/admin');
  });
});

/** The handler of inline code, which is a CommonJS module. */
function handlerOf(code: unknown): (event: object) => Promise<unknown> {
  const exported: { handler?: (event: object) => Promise<unknown> } = {};
  runInNewContext(String(code), { exports: exported });
  if (exported.handler === undefined) throw new Error('the code exports no handler');
  return exported.handler;
}

function environmentOf(template: typeof everything): Readonly<Record<string, unknown>> {
  const variables = at(propertiesOf(template, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables');
  return isObject(variables) ? variables : {};
}
