import { describe, expect, it } from '@jest/globals';
import { NAME } from '../../src/name.ts';
import { at, listAt, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { type Template, templateOf } from './support/templates.ts';

const dev = templateOf('dev');
const prod = templateOf('prod');
const everything = templateOf('everything');
const restored = templateOf('restored');

function routesOf(template: Template): Record<string, unknown> {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route');
  return Object.fromEntries(routes.map(({ Properties: { RouteKey, AuthorizationType } }) => [RouteKey, AuthorizationType]));
}

/** The routes that need no token. */
const OPEN = Object.fromEntries(
  ['/api/health', '/api/health/ready', '/api/openapi.json'].flatMap((path) => [`GET ${path}`, `HEAD ${path}`].map((key) => [key, 'NONE'])),
);

describe('the authorization of the API', () => {
  it('requires a token for every route except the public ones', () => {
    expect(routesOf(prod)).toEqual({ ...OPEN, 'ANY /api/{proxy+}': 'JWT' });
  });

  it('lets preflight requests pass without a token if the stage has CORS origins', () => {
    expect(routesOf(everything)).toEqual({ ...OPEN, 'ANY /api/{proxy+}': 'JWT', 'OPTIONS /api/{proxy+}': 'NONE' });
    expect(at(propertiesOf(everything, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables', 'CORS_ORIGINS')).toBe(
      'https://other.example.com',
    );
  });

  it('accepts only tokens of the user pool for the clients of this stack', () => {
    const authorizer = propertiesOf(prod, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer).toMatchObject({ AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] });
    expect(listAt(authorizer, 'JwtConfiguration', 'Audience')).toEqual([{ Ref: resourceOf(prod, 'AWS::Cognito::UserPoolClient').id }]);
    expect(at(authorizer, 'JwtConfiguration', 'Issuer')).toEqual({
      'Fn::GetAtt': [resourceOf(prod, 'AWS::Cognito::UserPool').id, 'ProviderURL'],
    });
    const both = propertiesOf(everything, 'AWS::ApiGatewayV2::Authorizer');
    const clients = resourcesOf(everything, 'AWS::Cognito::UserPoolClient').map(({ id }) => ({ Ref: id }));
    expect(clients).toHaveLength(2);
    expect(listAt(both, 'JwtConfiguration', 'Audience')).toEqual(clients);
  });
});

describe('the gateway', () => {
  it('has no CORS configuration, because it would override that of the app', () => {
    expect(propertiesOf(everything, 'AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration');
  });

  it('limits the request rate, and logs each request in JSON with both request ids and without data of the caller', () => {
    const { DefaultRouteSettings, AccessLogSettings, StageName } = propertiesOf(prod, 'AWS::ApiGatewayV2::Stage');
    expect(StageName).toBe('$default');
    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    const noted = JSON.parse(String(at(AccessLogSettings, 'Format')));
    expect(noted).toMatchObject({ requestId: '$context.requestId', functionRequestId: '$context.integration.requestId' });
    expect(JSON.stringify(noted)).not.toMatch(/claims|header|body|userAgent/i);
  });

  it('has its own domain name only if the stage sets one', () => {
    expect(resourcesOf(prod, 'AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(resourcesOf(prod, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([]);
    expect(propertiesOf(everything, 'AWS::ApiGatewayV2::DomainName')).toMatchObject({ DomainName: 'api.example.com' });
    expect(resourcesOf(everything, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
  });
});

describe('the function', () => {
  it('runs the bundle on Node 24 and arm64, with the memory and timeout of its stage and a JSON log', () => {
    expect(propertiesOf(prod, 'AWS::Lambda::Function', 'ApiFunction')).toMatchObject({
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 29,
      LoggingConfig: {
        LogFormat: 'JSON',
        ApplicationLogLevel: 'TRACE',
        LogGroup: { Ref: resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiFunction').id },
      },
    });
  });

  it.each([
    ['without the setting', prod, undefined],
    ['with the setting', everything, { Mode: 'Active' }],
  ])('sends traces only if its stage sets "tracing": a stage %s', (_, template, tracing) => {
    for (const name of ['ApiFunction', 'Changes']) {
      expect(propertiesOf(template, 'AWS::Lambda::Function', name)['TracingConfig']).toEqual(tracing);
    }
  });

  it('gets the environment variables that the app needs, and none that are unset', () => {
    expect(at(propertiesOf(prod, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables')).toEqual({
      TABLE_NAME: { Ref: resourceOf(prod, 'AWS::DynamoDB::GlobalTable').id },
      AUTH_MODE: 'api-gateway',
      WORKSPACE: 'shared',
      LOG_LEVEL: 'info',
    });
  });

  it('reserves concurrency only if its stage sets "reservedConcurrency"', () => {
    expect(propertiesOf(prod, 'AWS::Lambda::Function', 'ApiFunction')).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(propertiesOf(everything, 'AWS::Lambda::Function', 'ApiFunction')).toMatchObject({ ReservedConcurrentExecutions: 20 });
    expect(propertiesOf(restored, 'AWS::Lambda::Function', 'ApiFunction')).not.toMatchObject({ TracingConfig: { Mode: 'Active' } });
  });

  it('is called through the alias "live", and the gateway may call nothing else', () => {
    const alias = resourceOf(prod, 'AWS::Lambda::Alias');
    expect(alias.Properties['Name']).toBe('live');
    expect(propertiesOf(prod, 'AWS::ApiGatewayV2::Integration')).toMatchObject({
      IntegrationUri: { Ref: alias.id },
      PayloadFormatVersion: '2.0',
    });
    expect(resourcesOf(prod, 'AWS::Lambda::Permission').map(({ Properties: { FunctionName } }) => FunctionName)).toEqual([
      { Ref: alias.id },
    ]);
  });

  it.each([
    ['gradually', 'prod', prod, 'CodeDeployDefault.LambdaCanary10Percent5Minutes'],
    ['at once', 'dev', dev, 'CodeDeployDefault.LambdaAllAtOnce'],
  ] as const)('switches to a new version %s in %s, and switches back if a rollback alarm goes off', (_, __, template, config) => {
    const group = propertiesOf(template, 'AWS::CodeDeploy::DeploymentGroup');
    expect(group).toMatchObject({
      DeploymentConfigName: config,
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
      AlarmConfiguration: { Enabled: true },
    });
    const alarms = listAt(group, 'AlarmConfiguration', 'Alarms').map((alarm) => String(at(alarm, 'Name', 'Ref')));
    const names = alarms.map((id) =>
      String(at(template.Resources, id, 'Properties', 'AlarmName')).replace(new RegExp(`^${NAME}-[a-z]+-`), ''),
    );
    expect(names).toEqual(['server-errors', 'function-errors', 'logged-faults']);
  });
});

describe('an earlier version of the function', () => {
  it('is retained, so that the alias can switch back to it', () => {
    expect(resourceOf(prod, 'AWS::Lambda::Version')).toMatchObject({ DeletionPolicy: 'Retain' });
  });
});

describe('the log groups', () => {
  it.each(['dev', 'prod', 'everything'] as const)('all have a retention in %s', (stage) => {
    const groups = resourcesOf(templateOf(stage), 'AWS::Logs::LogGroup');
    expect(groups.map(({ Properties: { RetentionInDays } }) => RetentionInDays)).toEqual(groups.map(() => (stage === 'dev' ? 14 : 90)));
    expect(groups).toHaveLength(stage === 'everything' ? 5 : 4);
  });

  it('of the function are kept after the stack is deleted in prod, but not in dev', () => {
    expect(resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiFunction')).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(resourceOf(dev, 'AWS::Logs::LogGroup', 'ApiFunction')).toMatchObject({ DeletionPolicy: 'Delete' });
  });
});
