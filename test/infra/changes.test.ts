import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from '@jest/globals';
import { defineStage, inheritStage } from '../../infra/stage.ts';
import { BATCH_SIZE } from '../support/lambda/event-source.ts';
import { at, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { TESTED_STAGES } from './support/stages.ts';
import { templateOf } from './support/templates.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const FUNCTION = 'AWS::Lambda::Function';
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const prod = templateOf('prod');
const everything = templateOf('everything');
const off = templateOf('restored');

describe('the stream of the table', () => {
  it('has the item before and after a change', () => {
    expect(propertiesOf(prod, TABLE)['StreamSpecification']).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('is switched on and off in place, without another table', () => {
    const [table] = loadAwsServiceSpecSync().lookup('resource', 'cloudFormationType', 'equals', TABLE);
    expect(table?.properties['StreamSpecification']?.causesReplacement ?? 'no').toBe('no');
    expect(table?.properties['KeySchema']?.causesReplacement).toBe('yes');
  });
});

describe('the function behind the stream', () => {
  it('is like the other one: Node 24 on arm64, a log with a retention, traces', () => {
    const api = propertiesOf(prod, FUNCTION, 'ApiFunction');
    const changes = propertiesOf(prod, FUNCTION, 'Changes');
    for (const name of ['Runtime', 'Architectures', 'Handler', 'TracingConfig']) expect(changes[name]).toEqual(api[name]);
    expect(changes).toMatchObject({ MemorySize: 512, Timeout: 60 });
    expect(propertiesOf(prod, 'AWS::Logs::LogGroup', 'Changes')['RetentionInDays']).toBe(90);
  });

  it('gets the changes of records alone, in batches, and all that the table had before it', () => {
    const { Pattern } = { Pattern: at(propertiesOf(prod, MAPPING), 'FilterCriteria', 'Filters', 0, 'Pattern') };
    expect(JSON.parse(String(Pattern))).toEqual({ dynamodb: { Keys: { pk: { S: [{ prefix: 'records#' }] } } } });
    expect(propertiesOf(prod, MAPPING)).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [resourceOf(prod, TABLE).id, 'StreamArn'] },
      FunctionName: { Ref: resourceOf(prod, FUNCTION, 'Changes').id },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: BATCH_SIZE,
      MaximumBatchingWindowInSeconds: 1,
    });
  });

  it('gets what failed again, in smaller batches, until the queue gets it, long before DynamoDB forgets it', () => {
    expect(propertiesOf(prod, MAPPING)).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 6 * 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [resourceOf(prod, 'AWS::SQS::Queue').id, 'Arn'] } } },
    });
  });

  it('has a queue that is encrypted, takes TLS only, keeps messages for 14 days, and outlives the stack in prod', () => {
    expect(resourceOf(prod, 'AWS::SQS::Queue')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 },
    });
    expect(JSON.stringify(propertiesOf(prod, 'AWS::SQS::QueuePolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  it('keeps entries as long as the API says', () => {
    for (const name of ['ApiFunction', 'Changes']) {
      expect(at(propertiesOf(everything, FUNCTION, name), 'Environment', 'Variables', 'HISTORY_DAYS')).toBe('30');
    }
  });
});

describe('a stage without history', () => {
  it('has neither stream nor function nor queue, and its API says so', () => {
    expect(propertiesOf(off, TABLE)).not.toHaveProperty('StreamSpecification');
    expect([MAPPING, 'AWS::SQS::Queue'].flatMap((type) => resourcesOf(off, type))).toEqual([]);
    expect(resourcesOf(off, FUNCTION).filter(({ id }) => id.startsWith('Changes'))).toEqual([]);
    expect(at(propertiesOf(off, FUNCTION, 'ApiFunction'), 'Environment', 'Variables', 'CHANGES')).toBe('off');
    const alarms = resourcesOf(off, 'AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']));
    expect(alarms.filter((name) => name.includes('history'))).toEqual([]);
  });
});

describe('a stage on a restored table', () => {
  const { changes: _, ...restored } = TESTED_STAGES.restored;
  const stream = (table: string) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}/stream/2026-01-01T00:00:00.000`;

  it('names the stream of that table, or has no history', () => {
    expect(() => defineStage(restored)).toThrow('"restoredStream"');
    expect(() => defineStage({ ...restored, restoredStream: stream('another') })).toThrow('"restoredStream"');
    const stage = defineStage({ ...restored, restoredStream: stream('records-restored') });
    expect(stage.restoredTable).toBe('records-restored');
    expect(inheritStage(stage, `${stage.name}-alice`)).not.toHaveProperty('restoredStream');
  });

  it.each([0, 3651, 1.5])('does not take %d days of history', (historyDays) => {
    expect(() => defineStage({ ...TESTED_STAGES.dev, historyDays })).toThrow('"historyDays" must be 1 to 3,650');
  });
});
