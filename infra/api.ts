import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { DomainName, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Ceilings, CustomDomain } from './stage.ts';

export interface ApiProps {
  /** The version of the function that requests go to. */
  readonly live: Alias;
  readonly ceilings: Pick<Ceilings, 'requests' | 'burst'>;
  readonly logRetentionDays: number;
  readonly domain?: CustomDomain | undefined;
}

export interface Callers {
  /** The `iss` of tokens that are let in. */
  readonly issuer: string;
  /** Their `aud` or `client_id`: the clients of the user pool. */
  readonly clients: readonly string[];
  /** Whether another site may ask: a browser does so by `OPTIONS`, and never with a token. */
  readonly otherOrigins: boolean;
}

/** What everyone may ask, without signing in. The rest of `/api/` is behind the authorizer. */
const PUBLIC_PATHS = ['/api/health', '/api/health/ready', '/api/openapi.json'];

const ALL_PATHS = '/api/{proxy+}';

/** Which fields of a request the gateway notes; never a header, a claim or a body. */
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

/** The HTTP API before the function: who is let in, how much, and what is noted about it. */
export class Api extends Construct {
  readonly id: string;
  readonly accessLog: LogGroup;
  /** The host that the distribution forwards `/api/` to. */
  readonly host: string;
  readonly url: string;
  /** What the API's own name is to point to. */
  readonly alias: string | undefined;
  readonly #http: HttpApi;
  readonly #live: Alias;

  constructor(scope: Construct, id: string, { live, ceilings, logRetentionDays, domain }: ApiProps) {
    super(scope, id);
    this.#live = live;
    // CORS stays off here: the gateway's would override the app's.
    this.#http = new HttpApi(this, 'Http', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Log groups elsewhere share one policy of limited size, to which each such stage adds.
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/api-access`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const ownName = domain === undefined ? undefined : this.#domainName(domain);
    new HttpStage(this, 'Stage', {
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

  /** Opens the routes. Apart from the constructor, because the clients come from the website, which itself needs the API's host. */
  serve({ issuer, clients, otherOrigins }: Callers): void {
    const integration = new HttpLambdaIntegration('Function', this.#live, { scopePermissionToRoute: false });
    const authorizer = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [...clients] });
    this.#http.addRoutes({ path: ALL_PATHS, methods: [HttpMethod.ANY], integration, authorizer });
    // Monitors of up-time ask by HEAD.
    const methods = [HttpMethod.GET, HttpMethod.HEAD];
    const open = PUBLIC_PATHS.map((path) => ({ path, methods, reason: 'The API’s contract asks no sign-in for it.' }));
    if (otherOrigins) {
      open.push({ path: ALL_PATHS, methods: [HttpMethod.OPTIONS], reason: 'Browsers ask without a token whether they may ask.' });
    }
    for (const { reason, ...paths } of open) {
      const routes = this.#http.addRoutes({ ...paths, integration, authorizer: new HttpNoneAuthorizer() });
      for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
    }
  }

  /** Sends requests to a new version of the function: gradually and back again if an alarm goes off, or at once. */
  rollOut({ gradually, backOn }: { gradually: boolean; backOn: readonly Alarm[] }): void {
    const group = new LambdaDeploymentGroup(this, 'RollOut', {
      alias: this.#live,
      deploymentConfig: gradually ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES : LambdaDeploymentConfig.ALL_AT_ONCE,
      alarms: [...backOn],
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
    });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'CodeDeploy’s role is AWS’s own for exactly this.',
    });
  }
}
