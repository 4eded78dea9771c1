import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ROLES } from '../src/identity/roles.ts';

export interface IdentityProps {
  /** Begins the address of the sign-in page, which is unique in a region: the account's number ends it. */
  readonly domainPrefix: string;
  /** Keeps the users when the stack goes, and guards the pool against deletion until then. */
  readonly keepData: boolean;
  /** Whether strangers may open an account. */
  readonly selfSignUp: boolean;
}

const RESOURCE_SERVER = 'records';
/** The scopes of machines: what each allows, as the API's contract has it. */
const READ = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read records' });
const WRITE = new ResourceServerScope({ scopeName: 'write', scopeDescription: 'Create, change, trash and restore records' });
const ADMIN = new ResourceServerScope({ scopeName: 'admin', scopeDescription: 'Delete records for good' });

/** Who may call: a Cognito user pool with its sign-in page, the groups that are roles, and the clients. */
export class Identity extends Construct {
  /** The `iss` of the pool's tokens. */
  readonly issuer: string;
  readonly userPoolId: string;
  /** The origin of the sign-in page. */
  readonly signInOrigin: string;
  /** The origins that a browser calls to find the issuer and to be given tokens. */
  readonly origins: readonly string[];
  readonly #pool: UserPool;
  readonly #resourceServer: UserPoolResourceServer;

  constructor(scope: Construct, id: string, { domainPrefix, keepData, selfSignUp }: IdentityProps) {
    super(scope, id);
    this.#pool = new UserPool(this, 'Users', {
      userPoolName: Stack.of(this).stackName,
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // Otherwise who has the session, and not the mailbox, could make another address the one that recovers the account.
      keepOriginal: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      // A text message costs, and can be diverted.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.#pool).acknowledge(
      { id: 'AwsSolutions-COG2', reason: 'MFA is each user’s choice: one who has lost the device would need an administrator to get in.' },
      { id: 'AwsSolutions-COG8', reason: 'The Plus plan charges for each active user from the first; Essentials is free for 10,000.' },
    );
    const domain = this.#pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${domainPrefix}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.#resourceServer = this.#pool.addResourceServer('Api', { identifier: RESOURCE_SERVER, scopes: [READ, WRITE, ADMIN] });
    for (const role of ROLES) this.#pool.addGroup(role, { groupName: role });
    this.issuer = this.#pool.userPoolProviderUrl;
    this.userPoolId = this.#pool.userPoolId;
    this.signInOrigin = domain.baseUrl();
    this.origins = [`https://cognito-idp.${Stack.of(this).region}.amazonaws.com`, this.signInOrigin];
  }

  /** The client of the website: code + PKCE alone, without a secret, and without the scope by which a user changes their attributes. */
  addWebClient(siteOrigin: string): UserPoolClient {
    const client = this.#pool.addClient('WebClient', {
      generateSecret: false,
      // Renewal alone: nobody signs in by sending a password to Cognito's API.
      authFlows: { user: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [`${siteOrigin}/`],
        logoutUrls: [`${siteOrigin}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true, locale: true }),
      // An empty list would mean all of them. No right hangs on the address; it must be writable to sign up with it.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, locale: true }),
    });
    new CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: this.#pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  /** A client for machines that reads and writes, but never deletes for good. */
  addMachineClient(): UserPoolClient {
    return this.#pool.addClient('MachineClient', {
      generateSecret: true,
      authFlows: { user: false },
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [READ, WRITE].map((scope) => OAuthScope.resourceServer(this.#resourceServer, scope)),
      },
      supportedIdentityProviders: [],
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
    });
  }
}
