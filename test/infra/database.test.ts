import { describe, expect, it } from '@jest/globals';
import { TABLE_INDEXES } from '../../src/store/table.ts';
import { at, listAt, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { templateOf } from './support/templates.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const dev = templateOf('dev');
const prod = templateOf('prod');
const everything = templateOf('everything');

describe('the table', () => {
  it('has the keys and the indexes of src/store/table.ts, and all indexes hold whole items', () => {
    const table = propertiesOf(prod, TABLE);
    expect(table['KeySchema']).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(table['GlobalSecondaryIndexes']).toMatchObject(
      TABLE_INDEXES.map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    );
    expect(table['TimeToLiveSpecification']).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('is billed by use, with a ceiling for the table and for every index', () => {
    const table = propertiesOf(dev, TABLE);
    expect(table).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 500 } });
    const writes = listAt(table, 'GlobalSecondaryIndexes').map((index) =>
      at(index, 'WriteOnDemandThroughputSettings', 'MaxWriteRequestUnits'),
    );
    const reads = listAt(table, 'Replicas', 0, 'GlobalSecondaryIndexes').map((index) =>
      at(index, 'ReadOnDemandThroughputSettings', 'MaxReadRequestUnits'),
    );
    expect(at(table, 'Replicas', 0, 'ReadOnDemandThroughputSettings', 'MaxReadRequestUnits')).toBe(4_000);
    expect(writes).toEqual(TABLE_INDEXES.map(() => 500));
    expect(reads).toEqual(TABLE_INDEXES.map(() => 4_000));
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ] as const)('has point-in-time recovery in %s', (_, template) => {
    expect(at(propertiesOf(template, TABLE), 'Replicas', 0, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')).toBe(true);
  });

  it('has deletion protection in prod and stays after its stack is deleted, but is deleted with its stack in dev', () => {
    expect(resourceOf(prod, TABLE)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(at(propertiesOf(prod, TABLE), 'Replicas', 0, 'DeletionProtectionEnabled')).toBe(true);
    expect(resourceOf(dev, TABLE)).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(at(propertiesOf(dev, TABLE), 'Replicas', 0, 'DeletionProtectionEnabled')).toBe(false);
  });

  it('is encrypted with a key of AWS, or with its own key that rotates each year', () => {
    expect(propertiesOf(prod, TABLE)['SSESpecification']).toEqual({ SSEEnabled: false });
    expect(resourcesOf(prod, 'AWS::KMS::Key')).toEqual([]);
    expect(propertiesOf(everything, TABLE)['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(propertiesOf(everything, 'AWS::KMS::Key')['EnableKeyRotation']).toBe(true);
  });

  it('is kept if the stage sets a restored table, and the function uses the restored one', () => {
    const restored = templateOf('restored');
    expect(resourcesOf(restored, TABLE)).toHaveLength(1);
    expect(at(propertiesOf(restored, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables', 'TABLE_NAME')).toBe(
      'records-restored',
    );
    expect(JSON.stringify(propertiesOf(restored, 'AWS::IAM::Policy', 'ApiFunction'))).toContain('table/records-restored');
  });
});
