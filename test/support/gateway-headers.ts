type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Checks whether API Gateway, CloudFront or a load balancer adds this header. Many differ between answers. Name in lower case. */
export function isGatewayHeader(name: string): boolean {
  return /^(apigw-requestid|x-amzn?-.*|x-cache|via|age|server|alt-svc)$/.test(name);
}

/** Returns the headers that the service itself sent. */
export function withoutGatewayHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isGatewayHeader(name)));
}
