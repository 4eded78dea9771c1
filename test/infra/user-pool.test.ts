import { describe, expect, it } from '@jest/globals';
import { ROLES } from '../../src/identity/roles.ts';
import { at, listAt, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { templateOf } from './support/templates.ts';

const dev = templateOf('dev');
const prod = templateOf('prod');
const everything = templateOf('everything');
const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe('the user pool', () => {
  it('takes nobody in who was not invited, unless that is set', () => {
    expect(at(propertiesOf(prod, POOL), 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly')).toBe(true);
    expect(at(propertiesOf(everything, POOL), 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly')).toBe(false);
  });

  it('wants strong passwords, offers a second factor by app and never by text message, and recovers by mail', () => {
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

  it('has the app’s roles as its groups, and the contract’s scopes for machines', () => {
    expect(resourcesOf(prod, 'AWS::Cognito::UserPoolGroup').map(({ Properties: { GroupName } }) => GroupName)).toEqual([...ROLES]);
    const { Identifier, Scopes } = propertiesOf(prod, 'AWS::Cognito::UserPoolResourceServer');
    expect(Identifier).toBe('records');
    expect(listAt(Scopes).map((scope) => at(scope, 'ScopeName'))).toEqual(['read', 'write', 'admin']);
  });

  it('outlives its stack in prod and cannot be deleted by mistake', () => {
    expect(resourceOf(prod, POOL)).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
    expect(resourceOf(dev, POOL)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { DeletionProtection: 'INACTIVE' } });
  });

  it('shows the managed sign-in page, which Cognito refuses to show without a style', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolDomain')['ManagedLoginVersion']).toBe(2);
    expect(propertiesOf(prod, 'AWS::Cognito::ManagedLoginBranding')).toMatchObject({
      ClientId: { Ref: resourceOf(prod, CLIENT).id },
      UseCognitoProvidedValues: true,
    });
  });
});

describe('the client of the website', () => {
  const client = propertiesOf(prod, CLIENT, 'IdentityUsersWebClient');

  it('has no secret, and signs in by code alone', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  it('is given no scope by which a user could change attributes, nor any of the machines’', () => {
    expect(client['AllowedOAuthScopes']).toEqual(['openid']);
  });

  it('may write no attribute that a right could hang on', () => {
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

describe('the client of machines', () => {
  it('is not there unless it is set: it costs while it exists', () => {
    expect(resourcesOf(prod, CLIENT)).toHaveLength(1);
    expect(Object.keys(prod.Outputs)).not.toContain('MachineClientId');
  });

  it('has a secret, and the scopes to read and to write, but not to delete for good', () => {
    const client = propertiesOf(everything, CLIENT, 'IdentityUsersMachineClient');
    expect(client).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    expect(JSON.stringify(client['AllowedOAuthScopes'])).toMatch(/\/read.*\/write/);
    expect(JSON.stringify(client['AllowedOAuthScopes'])).not.toContain('/admin');
  });
});
