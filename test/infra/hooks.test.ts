import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { at, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { type Template, templateOf, templateWithHooks } from './support/templates.ts';

const FUNCTION = 'AWS::Lambda::Function';
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE = 'AWS::SQS::Queue';
const prod = templateOf('prod');
const hooked = templateWithHooks();

const isOfHooks = (id: string) => id.startsWith('Hooks') || id.startsWith('LostHooks') || /hookslost/i.test(id);

/** The ids of the resources without those of hooks, and without those that contain the name of the stack. */
function others({ Resources }: Template): string[] {
  return Object.keys(Resources)
    .filter((id) => !isOfHooks(id) && !/CurrentVersion|ApiPermission/.test(id))
    .sort();
}

describe('a project without hooks', () => {
  it('has no resources or outputs for them', () => {
    for (const stage of ['dev', 'prod', 'everything', 'restored'] as const) {
      const { Resources, Outputs } = templateOf(stage);
      expect([...Object.keys(Resources), ...Object.keys(Outputs)].filter(isOfHooks)).toEqual([]);
    }
  });
});

describe('a project with hooks', () => {
  it('gets a function, a role, a log, a queue, a mapping and an alarm, and nothing else changes', () => {
    const added = Object.entries(hooked.Resources).filter(([id]) => isOfHooks(id));
    expect(added.map(([, { Type }]) => Type).sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      MAPPING,
      FUNCTION,
      'AWS::Logs::LogGroup',
      QUEUE,
      'AWS::SQS::QueuePolicy',
    ]);
    expect(others(hooked)).toEqual(others(prod));
    for (const type of ['AWS::IAM::Policy', FUNCTION, MAPPING]) {
      const name = type === MAPPING ? 'Changes' : 'ApiFunction';
      expect(propertiesOf(hooked, type, name)).toEqual(propertiesOf(prod, type, name));
    }
  });

  it('has a function that may only read the stream and write its log and its queue', () => {
    const statements = at(propertiesOf(hooked, 'AWS::IAM::Policy', 'Hooks'), 'PolicyDocument', 'Statement');
    const stream = { 'Fn::GetAtt': [resourceOf(hooked, 'AWS::DynamoDB::GlobalTable').id, 'StreamArn'] };
    expect(statements).toEqual([
      expect.objectContaining({ Sid: 'Log', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      expect.objectContaining({
        Sid: 'Changes',
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Resource: stream,
      }),
      expect.objectContaining({ Sid: 'Streams', Action: 'dynamodb:ListStreams' }),
      expect.objectContaining({
        Sid: 'Lost',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [resourceOf(hooked, QUEUE, 'Hooks').id, 'Arn'] },
      }),
    ]);
  });

  it('gets only changes after the deployment, retries them for six hours, and then sends them to the queue', () => {
    const mapping = propertiesOf(hooked, MAPPING, 'Hooks');
    expect(JSON.parse(String(at(mapping, 'FilterCriteria', 'Filters', 0, 'Pattern')))).toEqual({
      dynamodb: { Keys: { pk: { S: [{ suffix: '#orders' }, { suffix: '#tasks' }] } } },
    });
    expect(mapping).toMatchObject({
      FunctionName: { Ref: resourceOf(hooked, FUNCTION, 'Hooks').id },
      StartingPosition: 'LATEST',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 6 * 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [resourceOf(hooked, QUEUE, 'Hooks').id, 'Arn'] } } },
    });
    expect(propertiesOf(hooked, FUNCTION, 'Hooks')).toMatchObject({ Timeout: 120, Environment: { Variables: { LOG_LEVEL: 'info' } } });
    expect(propertiesOf(hooked, 'AWS::Logs::LogGroup', 'Hooks')['RetentionInDays']).toBe(90);
  });

  it('has an alarm with a section in the runbook, a graph, and outputs for the commands', () => {
    const alarms = resourcesOf(hooked, 'AWS::CloudWatch::Alarm').filter(({ id }) => isOfHooks(id));
    expect(alarms.map(({ Properties }) => Properties['AlarmDescription'])).toEqual([expect.stringContaining('docs/runbook.md#hooks-lost')]);
    expect(readFileSync('docs/runbook.md', 'utf8')).toContain('\n## hooks-lost\n');
    expect(JSON.stringify(propertiesOf(hooked, 'AWS::CloudWatch::Dashboard'))).toContain('Age of the last change that hooks got');
    expect(Object.keys(hooked.Outputs)).toEqual(expect.arrayContaining(['HooksFunctionName', 'LostHooksQueueName']));
  });
});
