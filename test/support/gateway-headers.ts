type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers that API Gateway, CloudFront or a load balancer adds; many differ from one answer to the next. Names in lower case. */
export function isGatewayHeader(name: string): boolean {
  return /^(apigw-requestid|x-amzn?-.*|x-cache|via|age|server|alt-svc)$/.test(name);
}

/** What the service itself answered with. */
export function withoutGatewayHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isGatewayHeader(name)));
}
