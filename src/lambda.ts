import { AsyncLocalStorage } from 'node:async_hooks';
import { configure } from '@codegenie/serverless-express';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { authorizerClaims, createGatewayIdentity } from './identity/gateway.ts';
import type { Context, Handler, Start } from './lambda/handler.ts';
import { EMPTY_REQUEST, readRequestEvent } from './lambda/request-event.ts';
import { createLineWriter } from './observability/line-writer.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createServices, type Services } from './services.ts';
import { UsageError } from './usage-error.ts';

interface Invocation {
  readonly event: unknown;
  readonly context: Context;
}

type Adapter = (event: unknown, context: Context) => Promise<unknown>;

/** Time reserved at the end of an invocation for the response and its log line. */
const MARGIN_MS = 500;

/**
 * Creates the function behind API Gateway. It answers events of an HTTP API (payload format 2.0) and never rejects.
 * @throws {UsageError} if the configuration is invalid
 */
export function createHandler(env: NodeJS.ProcessEnv, start: Start): Handler {
  // Not the adapter's getCurrentInvoke: it is one variable, so overlapping invocations would read each other's event.
  const invocations = new AsyncLocalStorage<Invocation>();
  const services = createFunctionServices(env, start, () => required(invocations.getStore()));
  const adapter: Adapter = configure({
    app: createApp(services),
    eventSourceName: 'AWS_API_GATEWAY_V2',
    respondWithErrors: false,
    // Every response is text, so the adapter does not need to check.
    binarySettings: { isBinary: false },
  });
  services.logger.info('started', { milliseconds: Math.round(performance.now()), ...start });

  return async function handler(event, context) {
    const request = readRequestEvent(event) ?? EMPTY_REQUEST;
    const headers = { 'x-request-id': context.awsRequestId, ...request.headers };
    return await invocations.run({ event, context }, () => adapter({ ...request, headers }, context));
  };
}

function createFunctionServices(env: NodeJS.ProcessEnv, { codeCache }: Start, invocation: () => Invocation): Services {
  const config = readConfig(env);
  const { auth } = config;
  if (auth.mode !== 'api-gateway') throw new UsageError(`AUTH_MODE is "${auth.mode}"; on Lambda it must be api-gateway`);
  const write = createLineWriter((lines) => process.stdout.write(lines));
  return createServices(config, {
    logger: createLogger({ level: config.logLevel, write }),
    identify: createGatewayIdentity({ claims: () => authorizerClaims(invocation().event), ...auth }),
    deadline: () => invocation().context.getRemainingTimeInMillis() - MARGIN_MS,
    metrics: createMetrics({
      functionName: env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
      codeCacheRejected: codeCache === 'rejected',
      write,
    }),
  });
}

function required(running: Invocation | undefined): Invocation {
  if (running === undefined) throw new Error('no event is being answered');
  return running;
}
