import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { DomainName, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { createLog } from './log.ts';
import type { Ceilings, CustomDomain } from './stage.ts';

export interface ApiProps {
  /** The version of the function that gets the requests. */
  readonly live: Alias;
  readonly ceilings: Pick<Ceilings, 'requests' | 'burst'>;
  readonly logRetentionDays: number;
  readonly domain?: CustomDomain | undefined;
}

export interface Callers {
  /** The `iss` of accepted tokens. */
  readonly issuer: string;
  /** The `aud` or `client_id` of accepted tokens: the clients of the user pool. */
  readonly clients: readonly string[];
  /** Whether other sites may call the API. Browsers then send `OPTIONS` without a token. */
  readonly otherOrigins: boolean;
}

/** Paths that need no token. The authorizer guards the rest of `/api/`. */
const PUBLIC_PATHS = ['/api/health', '/api/health/ready', '/api/openapi.json'];

const ALL_PATHS = '/api/{proxy+}';

/** The logged fields of a request. Headers, claims and bodies are never logged. */
const ACCESS_LOG = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  functionRequestId: '$context.integration.requestId',
  address: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  bytes: '$context.responseLength',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTP API in front of the function: authorization, throttling and the access log. */
export class Api extends Construct {
  readonly id: string;
  readonly accessLog: LogGroup;
  /** The host that the distribution forwards `/api/` to. */
  readonly host: string;
  readonly url: string;
  /** The target of a DNS record for the API's own domain. */
  readonly alias: string | undefined;
  readonly #http: HttpApi;
  readonly #live: Alias;

  constructor(scope: Construct, id: string, { live, ceilings, logRetentionDays, domain }: ApiProps) {
    super(scope, id);
    this.#live = live;
    // No CORS here: it would override the app's CORS headers.
    this.#http = new HttpApi(this, 'Http', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    this.accessLog = createLog(this, 'AccessLog', {
      // Other log group names share one resource policy of limited size, and each stage would add to it.
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/api-access`,
      logRetentionDays,
    });
    const ownName = domain === undefined ? undefined : this.#domainName(domain);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.#http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: ceilings.requests, burstLimit: ceilings.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
      ...(ownName === undefined ? {} : { domainMapping: { domainName: ownName } }),
    });
    if (ownName !== undefined) acknowledge(stage, 'CDK lets the mapping wait for the domain, although it also refers to it.', 'W3005');
    this.id = this.#http.apiId;
    this.alias = ownName?.regionalDomainName;
    this.host = `${this.id}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`;
    this.url = domain === undefined ? `https://${this.host}` : `https://${domain.name}`;
  }

  #domainName({ name, certificateArn }: CustomDomain): DomainName {
    return new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
  }

  /** Adds the routes. This cannot be in the constructor: the clients need the website, and the website needs the API's host. */
  serve({ issuer, clients, otherOrigins }: Callers): void {
    const integration = new HttpLambdaIntegration('Function', this.#live, { scopePermissionToRoute: false });
    const authorizer = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [...clients] });
    const guarded = this.#http.addRoutes({ path: ALL_PATHS, methods: [HttpMethod.ANY], integration, authorizer });
    // The rule knows no ARN that refers to an API of the same template.
    const isOurs = 'The permission is for the routes of this API only.';
    for (const route of guarded) acknowledge(route, isOurs, 'CT.LAMBDA.PR.2');
    // Uptime monitors send HEAD.
    const methods = [HttpMethod.GET, HttpMethod.HEAD];
    const open = PUBLIC_PATHS.map((path) => ({ path, methods, reason: 'Public by the API’s contract.' }));
    if (otherOrigins) {
      open.push({ path: ALL_PATHS, methods: [HttpMethod.OPTIONS], reason: 'Browsers send preflight requests without a token.' });
    }
    for (const { reason, ...paths } of open) {
      const routes = this.#http.addRoutes({ ...paths, integration, authorizer: new HttpNoneAuthorizer() });
      for (const route of routes) acknowledge(route, reason, 'AwsSolutions-APIG4', 'CT.APIGATEWAY.PR.5');
    }
  }

  /** Moves traffic to a new version of the function, gradually or at once. Moves it back if an alarm starts. */
  rollOut({ gradually, rollbackAlarms }: { gradually: boolean; rollbackAlarms: readonly Alarm[] }): void {
    const group = new LambdaDeploymentGroup(this, 'RollOut', {
      alias: this.#live,
      deploymentConfig: gradually ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES : LambdaDeploymentConfig.ALL_AT_ONCE,
      alarms: [...rollbackAlarms],
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
    });
    const managed = 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited';
    acknowledge(group, 'The managed policy that AWS provides for this CodeDeploy role.', `AwsSolutions-IAM4[${managed}]`);
  }
}
