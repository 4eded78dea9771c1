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

  it('can be enabled and disabled without a new table', () => {
    const [table] = loadAwsServiceSpecSync().lookup('resource', 'cloudFormationType', 'equals', TABLE);
    expect(table?.properties['StreamSpecification']?.causesReplacement ?? 'no').toBe('no');
    expect(table?.properties['KeySchema']?.causesReplacement).toBe('yes');
  });
});

describe('the function behind the stream', () => {
  it('has the runtime, handler and tracing of the API’s function, and a log with a retention', () => {
    const api = propertiesOf(prod, FUNCTION, 'ApiFunction');
    const changes = propertiesOf(prod, FUNCTION, 'Changes');
    for (const name of ['Runtime', 'Architectures', 'Handler', 'TracingConfig']) expect(changes[name]).toEqual(api[name]);
    expect(changes).toMatchObject({ MemorySize: 512, Timeout: 60 });
    expect(propertiesOf(prod, 'AWS::Logs::LogGroup', 'Changes')['RetentionInDays']).toBe(90);
  });

  it('gets only changes of records, in batches, from the start of the stream', () => {
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

  it('gets failed changes again in smaller batches, and after 6 hours the queue gets them', () => {
    expect(propertiesOf(prod, MAPPING)).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 6 * 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [resourceOf(prod, 'AWS::SQS::Queue').id, 'Arn'] } } },
    });
  });

  it('has an encrypted queue that requires TLS, keeps messages for 14 days and in prod stays after the stack is deleted', () => {
    expect(resourceOf(prod, 'AWS::SQS::Queue')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 },
    });
    expect(JSON.stringify(propertiesOf(prod, 'AWS::SQS::QueuePolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  it('keeps entries for the number of days that the API shows', () => {
    for (const name of ['ApiFunction', 'Changes']) {
      expect(at(propertiesOf(everything, FUNCTION, name), 'Environment', 'Variables', 'HISTORY_DAYS')).toBe('30');
    }
  });
});

describe('a stage without history', () => {
  it('has no stream, function or queue, and its API gets CHANGES=off', () => {
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

  it('must name the stream of that table, unless it has no history', () => {
    expect(() => defineStage(restored)).toThrow('"restoredStream"');
    expect(() => defineStage({ ...restored, restoredStream: stream('another') })).toThrow('"restoredStream"');
    const stage = defineStage({ ...restored, restoredStream: stream('records-restored') });
    expect(stage.restoredTable).toBe('records-restored');
    expect(inheritStage(stage, `${stage.name}-alice`)).not.toHaveProperty('restoredStream');
  });

  it.each([0, 3651, 1.5])('refuses %d days of history', (historyDays) => {
    expect(() => defineStage({ ...TESTED_STAGES.dev, historyDays })).toThrow('"historyDays" must be 1 to 3,650');
  });
});
