import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { inlineScriptSources, START_PAGE } from '../src/server/start-page.ts';
import { acknowledge } from './acknowledge.ts';
import { Firewall } from './firewall.ts';
import { type SiteConfig, SiteFiles } from './site-files.ts';
import type { CustomDomain, FirewallSettings } from './stage.ts';

export interface WebsiteProps {
  /** The host of the API. The site serves it under `/api/`, so browsers see one origin. */
  readonly apiHost: string;
  /** The folder with the built UI. */
  readonly folder: string;
  /** The origins that the UI calls to sign in. */
  readonly signInOrigins: readonly string[];
  readonly domain?: CustomDomain | undefined;
  readonly firewall?: FirewallSettings | undefined;
  readonly logRetentionDays: number;
}

/**
 * CloudFront caches these errors of a path for ten seconds, for any token and query, even when caching is disabled.
 * Source: "HTTP 4xx and 5xx status codes that CloudFront caches", CloudFront Developer Guide.
 */
const CACHED_ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

const UI_PATHS = fileURLToPath(new URL('ui-paths.js', import.meta.url));

/** The UI behind CloudFront, with the API on the same origin. */
export class Website extends Construct {
  readonly distribution: Distribution;
  /** The address of the site, without a trailing slash. */
  readonly origin: string;
  readonly #files: SiteFiles;
  readonly #folder: string;

  constructor(scope: Construct, id: string, { apiHost, folder, signInOrigins, domain, firewall, logRetentionDays }: WebsiteProps) {
    super(scope, id);
    this.#folder = folder;
    this.#files = new SiteFiles(this, 'Files', { logRetentionDays });
    const webAcl = firewall === undefined ? undefined : new Firewall(this, 'Firewall', { settings: firewall });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: Stack.of(this).stackName,
      defaultBehavior: this.#pages(contentSecurityPolicy(folder, signInOrigins)),
      additionalBehaviors: { '/api/*': forwardedTo(apiHost) },
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      errorResponses: CACHED_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(domain === undefined ? {} : this.#ownName(domain)),
      ...(webAcl === undefined ? {} : { webAclId: webAcl.arn }),
    });
    this.origin = `https://${domain?.name ?? this.distribution.distributionDomainName}`;
    this.#acknowledge({ hasName: domain !== undefined, hasFirewall: firewall !== undefined });
  }

  /** Uploads the built UI and its settings. */
  publish(config: SiteConfig): void {
    this.#files.publish(this.#folder, config);
  }

  #pages(policy: string): BehaviorOptions {
    const uiPaths = new EdgeFunction(this, 'UiPaths', {
      code: FunctionCode.fromFile({ filePath: UI_PATHS }),
      runtime: FunctionRuntime.JS_2_0,
    });
    return {
      origin: S3BucketOrigin.withOriginAccessControl(this.#files.bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: uiPaths }],
      responseHeadersPolicy: this.#securityHeaders(policy),
    };
  }

  #securityHeaders(policy: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', override: true },
        ],
      },
    });
  }

  #ownName({ name, certificateArn }: CustomDomain): Pick<DistributionProps, 'domainNames' | 'certificate' | 'minimumProtocolVersion'> {
    return {
      domainNames: [name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  #acknowledge({ hasName, hasFirewall }: { hasName: boolean; hasFirewall: boolean }): void {
    const isLogged = 'API Gateway logs every request for records; the rest are public files.';
    acknowledge(this.distribution, 'The service has callers in every country.', 'AwsSolutions-CFR1');
    acknowledge(this.distribution, isLogged, 'AwsSolutions-CFR3', 'CKV_AWS_86', 'CT.CLOUDFRONT.PR.5');
    acknowledge(this.distribution, 'A second origin would need a second API and bucket in another region.', 'CT.CLOUDFRONT.PR.4');
    if (!hasFirewall) {
      const reason = 'A firewall has an idle cost, so it is a setting. API Gateway throttles requests and requires a token.';
      acknowledge(this.distribution, reason, 'AwsSolutions-CFR2', 'CKV_AWS_68');
    }
    if (!hasName) {
      const reason = 'CloudFront’s default certificate does not allow a minimum TLS version; a stage with its own domain requires TLS 1.2.';
      const rules = ['CKV_AWS_174', 'CT.CLOUDFRONT.PR.6', 'CT.CLOUDFRONT.PR.7', 'CT.CLOUDFRONT.PR.9'];
      acknowledge(this.distribution, reason, 'AwsSolutions-CFR4', ...rules);
    }
  }
}

/** Forwards API requests with all headers except `Host`. Never caches or changes responses. */
function forwardedTo(apiHost: string): BehaviorOptions {
  return {
    // Longer than the gateway's 30 s, so that its response wins over CloudFront's timeout.
    origin: new HttpOrigin(apiHost, { readTimeout: Duration.seconds(35) }),
    // No redirect: a request over http has already exposed its token.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // API Gateway answers 403 to a forwarded `Host`.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: false,
  };
}

/** Allows the files of this site, and the scripts in its start page by their hash. */
function contentSecurityPolicy(folder: string, signInOrigins: readonly string[]): string {
  const scripts = inlineScriptSources(readFileSync(join(folder, START_PAGE), 'utf8'));
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...scripts].join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...signInOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
