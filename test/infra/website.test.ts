import { describe, expect, it } from '@jest/globals';
import { resolved } from './support/intrinsics.ts';
import { at, listAt, propertiesOf, resourceOf, resourcesOf } from './support/resources.ts';
import { templateOf } from './support/templates.ts';

const prod = templateOf('prod');
const everything = templateOf('everything');

// CloudFront's own policies, by the ids in its Developer Guide ("Use managed cache policies", "… origin request policies").
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const distribution = at(propertiesOf(prod, 'AWS::CloudFront::Distribution'), 'DistributionConfig');

describe('the bucket', () => {
  it('is private, encrypted, and readable only by this distribution over TLS', () => {
    expect(propertiesOf(prod, 'AWS::S3::Bucket')).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
    const statements = listAt(propertiesOf(prod, 'AWS::S3::BucketPolicy'), 'PolicyDocument', 'Statement');
    const allowed = statements.filter(
      (statement) => at(statement, 'Effect') === 'Allow' && at(statement, 'Principal', 'Service') !== undefined,
    );
    expect(allowed).toMatchObject([{ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }]);
    expect(JSON.stringify(at(allowed[0], 'Condition'))).toContain(resourceOf(prod, 'AWS::CloudFront::Distribution').id);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    expect(propertiesOf(prod, 'AWS::CloudFront::OriginAccessControl')).toMatchObject({
      OriginAccessControlConfig: { OriginAccessControlOriginType: 's3', SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
  });

  it('is the only bucket of the stack, and no bucket policy allows public access', () => {
    expect(resourcesOf(everything, 'AWS::S3::Bucket')).toHaveLength(1);
    const allowed = resourcesOf(everything, 'AWS::S3::BucketPolicy')
      .flatMap(({ Properties }) => listAt(Properties, 'PolicyDocument', 'Statement'))
      .filter((statement) => at(statement, 'Effect') === 'Allow');
    expect(allowed.filter((statement) => JSON.stringify(at(statement, 'Principal')).includes('"*"'))).toEqual([]);
  });
});

describe('the CloudFront distribution', () => {
  it('uses HTTP/2 and HTTP/3', () => {
    expect(at(distribution, 'HttpVersion')).toBe('http2and3');
  });

  it('caches and compresses the UI, serves it over TLS, and routes its paths with a function', () => {
    expect(at(distribution, 'DefaultCacheBehavior')).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      CachePolicyId: CACHING_OPTIMIZED,
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
      FunctionAssociations: [{ EventType: 'viewer-request' }],
      ResponseHeadersPolicyId: { Ref: resourceOf(prod, 'AWS::CloudFront::ResponseHeadersPolicy').id },
    });
  });

  it('forwards API requests with all headers except Host, does not cache or change answers, and does not redirect from http', () => {
    const behaviors = listAt(distribution, 'CacheBehaviors');
    expect(behaviors).toMatchObject([
      {
        PathPattern: '/api/*',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        CachePolicyId: CACHING_DISABLED,
        OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
        ViewerProtocolPolicy: 'https-only',
      },
    ]);
    expect(behaviors[0]).not.toHaveProperty('FunctionAssociations');
    expect(behaviors[0]).not.toHaveProperty('ResponseHeadersPolicyId');
  });

  it('does not cache errors, and does not replace them with a page', () => {
    // The statuses that CloudFront caches by default, by its Developer Guide.
    const statuses = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
    expect(listAt(distribution, 'CustomErrorResponses')).toEqual(statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
  });

  it('waits longer for the API than the gateway does', () => {
    const origins = listAt(distribution, 'Origins').filter((origin) => at(origin, 'CustomOriginConfig') !== undefined);
    expect(origins).toMatchObject([{ CustomOriginConfig: { OriginReadTimeout: 35, OriginProtocolPolicy: 'https-only' } }]);
  });

  it('sends strict security headers', () => {
    const headers = resolved(
      prod,
      at(propertiesOf(prod, 'AWS::CloudFront::ResponseHeadersPolicy'), 'ResponseHeadersPolicyConfig', 'SecurityHeadersConfig'),
    );
    expect(headers).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
    });
    const policy = String(at(headers, 'ContentSecurityPolicy', 'ContentSecurityPolicy'));
    expect(policy).not.toContain('unsafe');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      // Hash of the script in the start page: printf 0 | openssl sha256 -binary | base64
      "script-src 'self' 'sha256-X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k='",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      expect.stringMatching(
        /^connect-src 'self' https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com https:\/\/\S+\.auth\.eu-central-1\.amazoncognito\.com$/,
      ),
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it('has its own domain name with TLS 1.2 or later, and a firewall, only if they are set', () => {
    expect(at(distribution, 'Aliases')).toBeUndefined();
    expect(at(distribution, 'WebACLId')).toBeUndefined();
    expect(resourcesOf(prod, 'AWS::WAFv2::WebACL')).toEqual([]);
    const own = at(propertiesOf(everything, 'AWS::CloudFront::Distribution'), 'DistributionConfig');
    expect(own).toMatchObject({
      Aliases: ['records.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      WebACLId: { 'Fn::GetAtt': [resourceOf(everything, 'AWS::WAFv2::WebACL').id, 'Arn'] },
    });
  });

  it('has a firewall that only counts requests that records can cause, and blocks by rate', () => {
    const rules = listAt(propertiesOf(everything, 'AWS::WAFv2::WebACL'), 'Rules');
    const common = rules.find((rule) => at(rule, 'Name') === 'AWSManagedRulesCommonRuleSet');
    const counted = listAt(common, 'Statement', 'ManagedRuleGroupStatement', 'RuleActionOverrides');
    expect(counted.map((rule) => at(rule, 'Name'))).toContain('SizeRestrictions_BODY');
    expect(counted.map((rule) => at(rule, 'ActionToUse'))).toEqual(counted.map(() => ({ Count: {} })));
    expect(rules[0]).toMatchObject({ Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 2_000 } } });
  });
});

describe('a deployment of the UI', () => {
  const [hashed, pages] = ['WebsiteFilesHashed', 'WebsiteFilesPages'].map((id) => resourceOf(prod, 'Custom::CDKBucketDeployment', id));

  it('lets browsers cache files with a hash in their name for a year, and revalidate all others', () => {
    expect(hashed?.Properties).toMatchObject({
      DestinationBucketKeyPrefix: 'assets',
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(pages?.Properties).toMatchObject({ SystemMetadata: { 'cache-control': 'public, no-cache' } });
  });

  it('uploads the pages last, keeps the old files for old pages, and needs no invalidation', () => {
    expect(pages).toMatchObject({ DependsOn: expect.arrayContaining([hashed?.id]) });
    expect([hashed, pages].map((upload) => upload?.Properties['Prune'])).toEqual([false, false]);
    expect([hashed, pages].filter((upload) => upload?.Properties['DistributionId'] !== undefined)).toEqual([]);
  });

  it('writes the issuer into the settings of the UI', () => {
    const markers = JSON.stringify(listAt(pages?.Properties, 'SourceMarkers'));
    expect(markers).toContain(resourceOf(prod, 'AWS::Cognito::UserPool').id);
    expect(markers).toContain(resourceOf(prod, 'AWS::Cognito::UserPoolClient').id);
  });
});
