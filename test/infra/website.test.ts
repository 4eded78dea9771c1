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
  it('is closed to everybody, encrypted, and read by this distribution alone, over TLS', () => {
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

  it('is the only one, and nothing else of the stack is a bucket of the public', () => {
    expect(resourcesOf(everything, 'AWS::S3::Bucket')).toHaveLength(1);
    const allowed = resourcesOf(everything, 'AWS::S3::BucketPolicy')
      .flatMap(({ Properties }) => listAt(Properties, 'PolicyDocument', 'Statement'))
      .filter((statement) => at(statement, 'Effect') === 'Allow');
    expect(allowed.filter((statement) => JSON.stringify(at(statement, 'Principal')).includes('"*"'))).toEqual([]);
  });
});

describe('what CloudFront serves', () => {
  it('goes by HTTP/2 and 3', () => {
    expect(at(distribution, 'HttpVersion')).toBe('http2and3');
  });

  it('of the UI: cached, compressed, over TLS, its own paths routed by a function', () => {
    expect(at(distribution, 'DefaultCacheBehavior')).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      CachePolicyId: CACHING_OPTIMIZED,
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
      FunctionAssociations: [{ EventType: 'viewer-request' }],
      ResponseHeadersPolicyId: { Ref: resourceOf(prod, 'AWS::CloudFront::ResponseHeadersPolicy').id },
    });
  });

  it('of the API: everything forwarded but the host, nothing cached, no answer touched, never redirected with a token in clear text', () => {
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

  it('of errors: each to who asked, none kept for others, and none made into a page', () => {
    // All that CloudFront keeps, by its Developer Guide.
    const statuses = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
    expect(listAt(distribution, 'CustomErrorResponses')).toEqual(statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
  });

  it('waits for the API longer than the gateway does', () => {
    const origins = listAt(distribution, 'Origins').filter((origin) => at(origin, 'CustomOriginConfig') !== undefined);
    expect(origins).toMatchObject([{ CustomOriginConfig: { OriginReadTimeout: 35, OriginProtocolPolicy: 'https-only' } }]);
  });

  it('comes with strict security headers', () => {
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
      // Of the script in the start page: printf 0 | openssl sha256 -binary | base64
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

  it('has a name of its own, with TLS 1.2 at least, and a firewall, only where they are set', () => {
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

  it('is not refused by the firewall for what records may hold', () => {
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

  it('keeps files with a hash in their name for a year, and has all others asked for anew', () => {
    expect(hashed?.Properties).toMatchObject({
      DestinationBucketKeyPrefix: 'assets',
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(pages?.Properties).toMatchObject({ SystemMetadata: { 'cache-control': 'public, no-cache' } });
  });

  it('uploads the pages last, leaves old files to old pages, and waits for no invalidation', () => {
    expect(pages).toMatchObject({ DependsOn: expect.arrayContaining([hashed?.id]) });
    expect([hashed, pages].map((upload) => upload?.Properties['Prune'])).toEqual([false, false]);
    expect([hashed, pages].filter((upload) => upload?.Properties['DistributionId'] !== undefined)).toEqual([]);
  });

  it('gives the UI its issuer', () => {
    const markers = JSON.stringify(listAt(pages?.Properties, 'SourceMarkers'));
    expect(markers).toContain(resourceOf(prod, 'AWS::Cognito::UserPool').id);
    expect(markers).toContain(resourceOf(prod, 'AWS::Cognito::UserPoolClient').id);
  });
});
