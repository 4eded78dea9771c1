import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { START_PAGE, withConfig } from '../src/server/start-page.ts';
import { acknowledge } from './acknowledge.ts';
import { WAITS_FOR_ROLE } from './function.ts';
import { createLog } from './log.ts';
import type { WebSignIn } from './sign-in.ts';

export interface SiteFilesProps {
  readonly logRetentionDays: number;
}

/** The content of `config.json`: the sign-in settings of the UI. The start page has it too. The Node server serves the same format. */
export interface SiteConfig {
  readonly signIn: WebSignIn;
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
      // S3 charges for the parts of an upload that was never completed.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.#log = createLog(this, 'UploadLog', { logRetentionDays });
    this.#acknowledge();
  }

  #acknowledge(): void {
    const isPublic = 'The bucket holds the public UI; only CloudFront reads it.';
    acknowledge(this.bucket, isPublic, 'AwsSolutions-S1', 'CKV_AWS_18', 'CT.S3.PR.2', 'CT.S3.PR.4', 'CT.S3.PR.10');
    const isBuilt = 'The bucket holds only build output, which the next deployment uploads again.';
    acknowledge(this.bucket, isBuilt, 'CKV_AWS_21', 'CT.S3.PR.9', 'CT.S3.PR.11');
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
    acknowledgeCdkFunctions(Stack.of(this));
  }
}

/** CDK's own functions, which copy and delete the files of the bucket. */
const UPLOADER = 'Custom::CDKBucketDeployment';
const CLEANER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';
const FUNCTION_FINDINGS = ['CKV_AWS_115', 'CKV_AWS_116', 'CKV_AWS_117', 'CKV_AWS_173', 'CT.LAMBDA.PR.3'];
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

function acknowledgeCdkFunctions(stack: Stack): void {
  const region = Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region;
  const partition = Token.isUnresolved(stack.partition) ? '<AWS::Partition>' : stack.partition;
  const packages = `AwsSolutions-IAM5[Resource::arn:${partition}:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${region}/*]`;
  const isCdks = 'CDK’s own function runs only during a deployment. CDK sets its runtime, permissions and network.';
  acknowledge(childOf(stack, UPLOADER), isCdks, ...UPLOADER_FINDINGS, packages);
  for (const id of [UPLOADER, CLEANER]) {
    acknowledge(childOf(stack, id), isCdks, ...FUNCTION_FINDINGS);
    acknowledge(childOf(stack, id), WAITS_FOR_ROLE, 'W3005');
  }
}

function childOf(stack: Stack, id: string): IConstruct {
  const child = stack.node.children.find(({ node }) => node.id.startsWith(id));
  if (child === undefined) throw new Error(`CDK has no ${id}. Find the new name of the function that BucketDeployment or Bucket uses.`);
  return child;
}
