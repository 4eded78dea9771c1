import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { NAME } from '../src/name.ts';
import { acknowledge } from './acknowledge.ts';
import { WORKSPACE_ATTRIBUTE, WorkspaceClaim } from './workspace-claim.ts';

export interface ServiceUserPoolProps {
  /** The start of the sign-in domain. The account id follows it, because the domain must be unique in a region. */
  readonly domainPrefix: string;
  /** Protects the pool against deletion and keeps it when the stack is deleted. */
  readonly keepData: boolean;
  /** Whether anyone may create an account. */
  readonly selfSignUp: boolean;
  /** Whether access tokens get the claim `workspace`. */
  readonly workspaceTrigger: boolean;
  readonly logRetentionDays: number;
}

/** The scopes of machine clients. */
const READ = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read records' });
const WRITE = new ResourceServerScope({ scopeName: 'write', scopeDescription: 'Create, change, trash and restore records' });
const ADMIN = new ResourceServerScope({ scopeName: 'admin', scopeDescription: 'Delete records permanently' });

/** The Cognito user pool: sign-in page, groups (the roles) and clients. */
export class ServiceUserPool extends Construct {
  /** The `iss` of the pool's tokens. */
  readonly issuer: string;
  readonly userPoolId: string;
  /** The origin of the sign-in page. */
  readonly signInOrigin: string;
  /** The origins that a browser calls for discovery and tokens. */
  readonly origins: readonly string[];
  readonly #pool: UserPool;
  readonly #resourceServer: UserPoolResourceServer;

  constructor(scope: Construct, id: string, props: ServiceUserPoolProps) {
    super(scope, id);
    const { domainPrefix, keepData, selfSignUp, workspaceTrigger, logRetentionDays } = props;
    this.#pool = new UserPool(this, 'Users', {
      userPoolName: Stack.of(this).stackName,
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // Keep the old address until the new address is verified. Otherwise a stolen session could change the recovery address.
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
      // SMS costs money and can be intercepted.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(workspaceTrigger ? { customAttributes: WORKSPACE_ATTRIBUTE } : {}),
    });
    if (workspaceTrigger) new WorkspaceClaim(this, 'Workspace', { userPool: this.#pool, logRetentionDays });
    acknowledge(this.#pool, 'MFA is optional: a user who loses the device would need an administrator to sign in.', 'AwsSolutions-COG2');
    acknowledge(this.#pool, 'The Plus plan charges for every active user; Essentials is free for 10,000.', 'AwsSolutions-COG8');
    const domain = this.#pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${domainPrefix}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.#resourceServer = this.#pool.addResourceServer('Api', { identifier: NAME, scopes: [READ, WRITE, ADMIN] });
    for (const role of ROLES) this.#pool.addGroup(role, { groupName: role });
    this.issuer = this.#pool.userPoolProviderUrl;
    this.userPoolId = this.#pool.userPoolId;
    this.signInOrigin = domain.baseUrl();
    this.origins = [`https://cognito-idp.${Stack.of(this).region}.amazonaws.com`, this.signInOrigin];
  }

  /** Adds the client of the website: authorization code with PKCE, no secret, no scope that lets users change their attributes. */
  addWebClient(siteOrigin: string): UserPoolClient {
    const client = this.#pool.addClient('WebClient', {
      generateSecret: false,
      // Allow refresh tokens only. Sign-in with a password through Cognito's API is off.
      authFlows: { user: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        // The last two put name and e-mail into the id token.
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${siteOrigin}/`],
        logoutUrls: [`${siteOrigin}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      readAttributes: new ClientAttributes().withStandardAttributes({ fullname: true, email: true, emailVerified: true, locale: true }),
      // An empty list would allow all. Sign-up requires a writable e-mail, and no permission depends on it.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, locale: true }),
    });
    new CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: this.#pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  /** Adds a client for machines. It can read and write, but not delete permanently. */
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
