import { beforeAll, describe, expect, it } from '@jest/globals';
import { PROXY_ROUTE, PUBLIC_ROUTES } from '../support/lambda/api-gateway.ts';
import { lambdaVariables, settingsFor, TIMEOUT_MS } from '../support/lambda/environment.ts';
import { at, isObject, propertiesOf, resourcesOf } from './support/resources.ts';
import { type Template, templateOf } from './support/templates.ts';

// The simulated Lambda and API Gateway of other tests must match the template.
let template: Template;

beforeAll(() => {
  template = templateOf('prod');
}, 120_000);

describe('the simulated Lambda', () => {
  it('has exactly the environment variables of the template', () => {
    const settings = at(propertiesOf(template, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables');
    expect(Object.keys(settingsFor('records')).sort()).toEqual(isObject(settings) ? Object.keys(settings).sort() : []);
  });

  it('has the handler, memory, timeout and log format of the template', () => {
    const { Handler, MemorySize, Timeout, Runtime, LoggingConfig } = propertiesOf(template, 'AWS::Lambda::Function', 'ApiFunction');
    expect(lambdaVariables('/var/task')).toMatchObject({
      _HANDLER: Handler,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
      AWS_LAMBDA_LOG_FORMAT: at(LoggingConfig, 'LogFormat') === 'JSON' ? 'JSON' : 'TEXT',
    });
    expect(TIMEOUT_MS).toBe(Number(Timeout) * 1_000);
  });
});

describe('the simulated API Gateway', () => {
  it('has the routes of the template, with and without the authorizer', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    const keysOf = (type: string) => routes.filter(({ AuthorizationType }) => AuthorizationType === type).map(({ RouteKey }) => RouteKey);
    expect(keysOf('NONE').sort()).toEqual([...PUBLIC_ROUTES].sort());
    expect(keysOf('JWT')).toEqual([PROXY_ROUTE]);
  });

  it('sends events in the payload format of the template', () => {
    expect(propertiesOf(template, 'AWS::ApiGatewayV2::Integration')['PayloadFormatVersion']).toBe('2.0');
  });
});
