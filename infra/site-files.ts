import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { START_PAGE, withConfig } from '../src/server/start-page.ts';

export interface SiteFilesProps {
  readonly logRetentionDays: number;
}

/** The content of `config.json`: the sign-in settings of the UI. The start page has it too. The Node server serves the same format. */
export interface SiteConfig {
  readonly signIn: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scope: string;
    /** The sign-out endpoint of Cognito, which is not in its discovery document. */
    readonly signOutUrl: string;
  };
}

/** The folder of files with a content hash in their name. All other files are revalidated on each request. */
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
      // Holds only build output.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.#log = new LogGroup(this, 'UploadLog', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The bucket holds the public UI; only CloudFront reads it.',
    });
  }

  /** Uploads the build in `folder`, pages last. Old files are kept, because old pages use them until then. */
  publish(folder: string, config: SiteConfig): void {
    const common = { destinationBucket: this.bucket, prune: false, logGroup: this.#log };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [Source.asset(join(folder, HASHED), { exclude: ['*.map'] })],
      destinationKeyPrefix: HASHED,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const page = readFileSync(join(folder, START_PAGE), 'utf8');
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [
        Source.asset(folder, { exclude: [HASHED, '*.map'] }),
        Source.jsonData('config.json', config),
        // Replaces the file of the build.
        Source.data(START_PAGE, withConfig(page, Stack.of(this).toJsonString(config))),
      ],
      // Pages are revalidated on each request, so they need no invalidation. Waiting for it can roll back a deployment (aws-cdk#15891).
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
  if (uploader === undefined) throw new Error(`CDK has no ${UPLOADER}. Find the new name of the function that BucketDeployment uses.`);
  const region = Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region;
  const partition = Token.isUnresolved(stack.partition) ? '<AWS::Partition>' : stack.partition;
  const packages = `AwsSolutions-IAM5[Resource::arn:${partition}:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${region}/*]`;
  const reason = 'CDK’s own function copies the files and runs only during a deployment. CDK sets its runtime and permissions.';
  Validations.of(uploader).acknowledge(...[...UPLOADER_FINDINGS, packages].map((id) => ({ id, reason })));
}
