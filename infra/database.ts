import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TABLE_INDEXES, TTL_ATTRIBUTE } from '../src/store/table.ts';
import { acknowledge } from './acknowledge.ts';
import type { Ceilings } from './stage.ts';

export interface DatabaseProps {
  /** Protects the table against deletion and keeps it when the stack is deleted. */
  readonly keepData: boolean;
  readonly ceilings: Pick<Ceilings, 'readUnits' | 'writeUnits'>;
  /** Encrypts with a key of this account. If false, uses a key that AWS owns, which is free. */
  readonly ownEncryptionKey: boolean;
  /** The name of a table to use instead of the stack's table, which is not changed. */
  readonly restoredTable?: string | undefined;
  /** Whether the table reports its changes in a stream. It costs nothing by itself. */
  readonly stream: boolean;
  /** The ARN of the stream of the restored table. */
  readonly restoredStream?: string | undefined;
  /** The number of indexes of the stack's table. Default: all. An update can add only one (`infra/commands/update-stack.ts`). */
  readonly indexes?: number | undefined;
}

/** The calls that the store makes. The role of the function allows only these. */
const TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'];
const INDEX_ACTIONS = ['dynamodb:Query'];
/** The calls of Lambda's poller ("Process DynamoDB records with Lambda", Lambda Developer Guide). */
const STREAM_ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

/** The table of `src/store/table.ts`: on demand up to a limit, encrypted, with point-in-time recovery (35 days). */
export class Database extends Construct {
  /** The table that the service uses. */
  readonly tableName: string;
  readonly tableArn: string;
  /** Absent without `stream`. */
  readonly streamArn: string | undefined;
  readonly #key: Key | undefined;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { keepData, ceilings, ownEncryptionKey, restoredTable, stream, indexes = TABLE_INDEXES.length } = props;
    const removalPolicy = keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.#key = ownEncryptionKey ? new Key(this, 'Key', { enableKeyRotation: true, removalPolicy }) : undefined;
    if (this.#key !== undefined)
      acknowledge(this.#key, 'The policies of this account decide who may use the key and grant it.', 'CT.KMS.PR.3');
    const limits = { maxReadRequestUnits: ceilings.readUnits, maxWriteRequestUnits: ceilings.writeUnits };
    const table = new TableV2(this, 'Table', {
      partitionKey: stringKey(PARTITION_KEY),
      sortKey: stringKey(SORT_KEY),
      globalSecondaryIndexes: TABLE_INDEXES.slice(0, indexes).map(({ name, partitionKey, sortKey }) => ({
        indexName: name,
        partitionKey: stringKey(partitionKey),
        sortKey: stringKey(sortKey),
        ...limits,
      })),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand(limits),
      encryption: this.#key === undefined ? TableEncryptionV2.dynamoOwnedKey() : TableEncryptionV2.customerManagedKey(this.#key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepData,
      removalPolicy,
      // Replicas would need the same content, and each would have its own stream.
      ...(stream ? { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    });
    this.streamArn = restoredTable === undefined ? table.tableStreamArn : props.restoredStream;
    this.tableName = restoredTable ?? table.tableName;
    this.tableArn =
      restoredTable === undefined
        ? table.tableArn
        : Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: restoredTable });
  }

  /** Grants the calls of the store. Names each index, including indexes that the table does not have yet. */
  grantRecords(grantee: IGrantable): void {
    const indexArns = TABLE_INDEXES.map(({ name }) => `${this.tableArn}/index/${name}`);
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ sid: 'Records', actions: TABLE_ACTIONS, resources: [this.tableArn] }));
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ sid: 'Lists', actions: INDEX_ACTIONS, resources: indexArns }));
    this.#grantKey(grantee);
  }

  /** Grants Lambda to read the stream for a function. */
  grantStream(grantee: IGrantable, streamArn: string): void {
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ sid: 'Changes', actions: STREAM_ACTIONS, resources: [streamArn] }));
    // Lambda refuses a mapping to a role without it. It lists the names of streams, and supports no resources.
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ sid: 'Streams', actions: ['dynamodb:ListStreams'], resources: ['*'] }));
    this.#grantKey(grantee);
  }

  /** Grants what the function behind the stream needs: read the stream, and put items of the history. */
  grantHistory(grantee: IGrantable, streamArn: string): void {
    this.grantStream(grantee, streamArn);
    const actions = ['dynamodb:PutItem'];
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['history#*'] } };
    const statement = new PolicyStatement({ sid: 'History', actions, resources: [this.tableArn], conditions });
    grantee.grantPrincipal.addToPrincipalPolicy(statement);
  }

  #grantKey({ grantPrincipal }: IGrantable): void {
    if (this.#key === undefined) return;
    // Callers need these for a table with a customer managed key ("Encryption at rest: usage notes", DynamoDB Developer Guide).
    const through = { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } };
    const actions = ['kms:Decrypt', 'kms:DescribeKey'];
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ sid: 'Key', actions, resources: [this.#key.keyArn], conditions: through }));
  }
}

function stringKey(name: string) {
  return { name, type: AttributeType.STRING };
}
