import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { billOf } from '../../infra/cost/bill.ts';
import { idleUsage, usageOf } from '../../infra/cost/usage.ts';
import { defineStage } from '../../infra/stage.ts';
import { at, listAt, propertiesOf, resourcesOf, within } from './support/resources.ts';
import { TESTED_STAGES, type TestedStage } from './support/stages.ts';
import { type Template, templateOf } from './support/templates.ts';
import { alarmMetrics } from './support/watched-metrics.ts';

const STAGES = ['dev', 'prod', 'everything', 'restored'] as const satisfies readonly TestedStage[];
const costs = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');

/** AWS charges for these only by use, or not at all. */
const FREE_WHILE_IDLE = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Budgets::Budget',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  // Lambda does not charge for polling a stream of DynamoDB.
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'Custom::CDKBucketDeployment',
  'Custom::S3AutoDeleteObjects',
]);

/** Counts the resources that cost while they exist, by the names in the bill. */
function counted(template: Template) {
  const clients = resourcesOf(template, 'AWS::Cognito::UserPoolClient');
  const acls = resourcesOf(template, 'AWS::WAFv2::WebACL');
  return {
    alarmMetric: alarmMetrics(template).length,
    dashboard: resourcesOf(template, 'AWS::CloudWatch::Dashboard').length,
    encryptionKey: resourcesOf(template, 'AWS::KMS::Key').length,
    firewallAcl: acls.length,
    firewallRule: acls.flatMap(({ Properties }) => listAt(Properties, 'Rules')).length,
    machineClient: clients.filter(({ Properties }) => listAt(Properties, 'AllowedOAuthFlows').includes('client_credentials')).length,
  };
}

/** Resource types that cost while they exist. Table and bucket cost by the data in them. */
const COUNTED_TYPES = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::WAFv2::WebACL',
];

describe('the idle bill', () => {
  it.each(STAGES)('has every resource type of %s that is not free', (stage) => {
    const types = Object.values(templateOf(stage).Resources).map(({ Type }) => Type);
    expect(types.filter((type) => !FREE_WHILE_IDLE.has(type) && !COUNTED_TYPES.includes(type))).toEqual([]);
  });

  it.each(STAGES)('counts the resources in the template of %s', (stage) => {
    const { siteStorage, ...usage } = idleUsage(TESTED_STAGES[stage]);
    const none = { encryptionKey: 0, firewallAcl: 0, firewallRule: 0, machineClient: 0 };
    expect({ ...none, ...usage }).toEqual(counted(templateOf(stage)));
    expect(siteStorage).toBeLessThan(0.01);
  });

  it('of the cheapest stage is the price of its alarms beyond the ten free ones', () => {
    expect(billOf(idleUsage(TESTED_STAGES.dev)).usdBeyondFree).toBeCloseTo(0.5, 2);
  });

  it('has only two more alarms with the history', () => {
    const without = defineStage({ ...TESTED_STAGES.dev, changes: false });
    expect(billOf(idleUsage(TESTED_STAGES.dev)).usd - billOf(idleUsage(without)).usd).toBeCloseTo(0.2, 2);
  });

  it('has the same units and prices as docs/cost.md', () => {
    const named = billOf(usageOf(TESTED_STAGES.everything, { requests: 0, reads: 1, records: 1, users: 0 })).lines.map(({ unit }) => unit);
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((unit) => !costs.includes(`| ${unit} |`))).toEqual([]);
  });
});

describe('a stage', () => {
  it.each(STAGES)('has nothing that is paid by the hour: %s', (stage) => {
    const template = templateOf(stage);
    const names = new Set(
      within(template.Resources).flatMap((value) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])),
    );
    const hourly = [
      'ProvisionedConcurrencyConfig',
      'ProvisionedThroughput',
      'WriteProvisionedThroughputSettings',
      'WarmThroughput',
      'OriginShield',
      'KinesisStreamSpecification',
      'VpcConfig',
    ];
    expect(hourly.filter((name) => names.has(name))).toEqual([]);
    expect(propertiesOf(template, 'AWS::DynamoDB::GlobalTable')['BillingMode']).toBe('PAY_PER_REQUEST');
    expect(at(propertiesOf(template, 'AWS::ApiGatewayV2::Stage'), 'DefaultRouteSettings', 'DetailedMetricsEnabled')).not.toBe(true);
    expect(JSON.stringify(propertiesOf(template, 'AWS::DynamoDB::GlobalTable'))).not.toContain(
      '"ContributorInsightsSpecification":{"Enabled":true}',
    );
  });
});
