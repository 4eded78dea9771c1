import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** The answer of AWS to an action, or its error. */
export type AwsAnswer = { readonly answer: string | object } | { readonly refusal: string; readonly message?: string };

export interface Asked {
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface FakeAws {
  /** The requests, in order. */
  readonly asked: readonly Asked[];
  /** The environment variables that send the SDK to this server. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Simulates CloudFormation (XML, the action in the form), Cognito and DynamoDB (JSON, the action in a header). */
export async function startAws(answerTo: (asked: Asked) => AwsAnswer): Promise<FakeAws> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const body = await text(request);
    const form = new URLSearchParams(body);
    const call: Asked =
      target === undefined
        ? { action: form.get('Action') ?? '', parameters: Object.fromEntries(form) }
        : { action: target, parameters: JSON.parse(body) };
    asked.push(call);
    const answer = answerTo(call);
    response.statusCode = 'refusal' in answer ? 400 : 200;
    response.end(target === undefined ? xml(call.action, answer) : json(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    asked,
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url,
      AWS_ENDPOINT_URL_DYNAMODB: url,
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function json(answer: AwsAnswer): string {
  return 'refusal' in answer ? JSON.stringify({ __type: answer.refusal, message: answer.message }) : JSON.stringify(answer.answer);
}

function xml(action: string, answer: AwsAnswer): string {
  if ('refusal' in answer) {
    const { refusal, message = '' } = answer;
    return `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  }
  return `<${action}Response><${action}Result>${String(answer.answer)}</${action}Result></${action}Response>`;
}
