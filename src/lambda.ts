import { AsyncLocalStorage } from 'node:async_hooks';
import { configure } from '@codegenie/serverless-express';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { authorizerClaims, createGatewayIdentity } from './identity/gateway.ts';
import { REQUEST_FOR_NOTHING, readRequestEvent } from './lambda/request-event.ts';
import { createMetrics } from './observability/metrics.ts';
import { createServices } from './services.ts';
import { StartRefused } from './start-refused.ts';

/** What Lambda tells of an invocation, as far as it is used here. */
interface Context {
  /** A UUID, which API Gateway's access log has too. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

interface Invocation {
  readonly event: unknown;
  readonly context: Context;
}

type Adapter = (event: unknown, context: Context) => Promise<unknown>;

/** What is left of an invocation to write a last answer and its log line. */
const MARGIN_MS = 500;

// The adapter's own getCurrentInvoke is one variable for all invocations: of two at once, each would see the later one's event.
const invocations = new AsyncLocalStorage<Invocation>();
const adapter = createAdapter(process.env);

/** Answers one event of API Gateway's HTTP API (payload format 2.0). It never rejects. */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  const request = readRequestEvent(event) ?? REQUEST_FOR_NOTHING;
  const headers = { 'x-request-id': context.awsRequestId, ...request.headers };
  return await invocations.run({ event, context }, () => adapter({ ...request, headers }, context));
}

function createAdapter(env: NodeJS.ProcessEnv): Adapter {
  const config = readConfig(env);
  const { auth } = config;
  if (auth.mode !== 'api-gateway') throw new StartRefused(`AUTH_MODE is "${auth.mode}"; on Lambda it must be api-gateway`);
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const services = createServices(config, {
    identify: createGatewayIdentity({ claims: () => authorizerClaims(invocation().event), workspaceClaim: auth.workspaceClaim }),
    deadline: () => invocation().context.getRemainingTimeInMillis() - MARGIN_MS,
    metrics: createMetrics({ functionName: env['AWS_LAMBDA_FUNCTION_NAME'] ?? '', write }),
  });
  return configure({ app: createApp(services), eventSourceName: 'AWS_API_GATEWAY_V2', respondWithErrors: false });
}

function invocation(): Invocation {
  const running = invocations.getStore();
  if (running === undefined) throw new Error('this is only known while an event is being answered');
  return running;
}
