import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

export interface SiteFilesProps {
  readonly logRetentionDays: number;
}

/** What the UI reads as `config.json`: how one signs in. The Node server answers the same. */
export interface SiteConfig {
  readonly signIn: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scope: string;
    /** Where Cognito ends its own session, which its discovery document does not tell. */
    readonly signOutUrl: string;
  };
}

/** The folder in which the build puts files whose names change with their content; all others are asked for anew. */
const HASHED = 'assets';

/** A private bucket with the files of the UI. */
export class SiteFiles extends Construct {
  readonly bucket: Bucket;
  readonly #log: LogGroup;

  constructor(scope: Construct, id: string, { logRetentionDays }: SiteFilesProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Nothing lies here but what the build makes again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.#log = new LogGroup(this, 'UploadLog', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The bucket holds the public UI, and CloudFront alone reads it.',
    });
  }

  /** Uploads what the build left in `folder`. The pages come last: until then the old ones ask for old files, which stay. */
  publish(folder: string, config: SiteConfig): void {
    const common = { destinationBucket: this.bucket, prune: false, logGroup: this.#log };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [Source.asset(join(folder, HASHED), { exclude: ['*.map'] })],
      destinationKeyPrefix: HASHED,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [Source.asset(folder, { exclude: [HASHED, '*.map'] }), Source.jsonData('config.json', config)],
      // Asked for anew each time, so that nothing has to be invalidated: waiting for that can roll a deployment back (aws-cdk#15891).
      cacheControl: [CacheControl.setPublic(), CacheControl.noCache()],
    });
    pages.node.addDependency(hashed);
    acknowledgeUploader(Stack.of(this));
  }
}

const UPLOADER = 'Custom::CDKBucketDeployment';
const UPLOADER_FINDINGS = [
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
  'AwsSolutions-IAM5[Action::s3:Abort*]',
  'AwsSolutions-IAM5[Action::s3:DeleteObject*]',
  'AwsSolutions-IAM5[Action::s3:GetBucket*]',
  'AwsSolutions-IAM5[Action::s3:GetObject*]',
  'AwsSolutions-IAM5[Action::s3:List*]',
  'AwsSolutions-IAM5[Resource::<WebsiteFilesBucket22CD30BE.Arn>/*]',
  'AwsSolutions-L1',
  'Serverless-LambdaDLQ',
  'Serverless-LambdaLatestVersion',
  'Serverless-LambdaTracing',
];

function acknowledgeUploader(stack: Stack): void {
  const uploader = stack.node.children.find(({ node }) => node.id.startsWith(UPLOADER));
  if (uploader === undefined) throw new Error(`CDK has no ${UPLOADER} any more: look for the new name of what BucketDeployment runs`);
  const region = Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region;
  const partition = Token.isUnresolved(stack.partition) ? '<AWS::Partition>' : stack.partition;
  const packages = `AwsSolutions-IAM5[Resource::arn:${partition}:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${region}/*]`;
  const reason =
    'CDK’s own function copies the files at a deployment and never runs otherwise: its runtime and its rights are CDK’s to state.';
  Validations.of(uploader).acknowledge(...[...UPLOADER_FINDINGS, packages].map((id) => ({ id, reason })));
}
