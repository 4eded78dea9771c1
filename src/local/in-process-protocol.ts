import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Answer, Engine } from './embedded-engine.ts';

interface Request {
  readonly operation: string;
  readonly input: object;
}

/**
 * Returns the configuration of an SDK client whose requests the engine answers in this process, as objects.
 * The SDK signs and changes only HTTP requests, so it does not touch these.
 */
export function inProcessConfig(engine: Engine) {
  return {
    endpoint: 'http://in-process.invalid',
    region: 'local',
    credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
    protocol: new InProcessProtocol(),
    requestHandler: {
      metadata: { handlerProtocol: 'in-process' },
      handle: async ({ operation, input }: Request, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => ({
        response: await unlessAborted(engine(operation, input), abortSignal),
      }),
    },
  };
}

class InProcessProtocol {
  getShapeId = () => 'in-process';
  getRequestType = () => Object;
  getResponseType = () => Object;
  updateServiceEndpoint = (request: Request) => request;
  setSerdeContext(): void {}

  getPayloadCodec(): never {
    throw new TypeError('requests in this process have no payload');
  }

  async serializeRequest({ name }: { readonly name: string }, input: object): Promise<Request> {
    return { operation: name, input };
  }

  /** @throws {DynamoDBServiceException} */
  async deserializeResponse(_schema: unknown, _context: unknown, { status, body }: Answer) {
    const $metadata = { httpStatusCode: status };
    if (status === 200) return Object.assign(Object.create(null), body, { $metadata });
    const { __type: type = '', message = '' }: { readonly __type?: string; readonly message?: string } = body;
    const name = type.slice(type.indexOf('#') + 1);
    throw new DynamoDBServiceException({ name, message, $fault: status < 500 ? 'client' : 'server', $metadata });
  }
}

/** Rejects on abort, even while the disk hangs. */
async function unlessAborted(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (signal === undefined) return await answer;
  return await new Promise((resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('the attempt was given up'), { name: 'AbortError' }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
