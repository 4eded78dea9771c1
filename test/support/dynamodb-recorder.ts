import { passOn, startDynamoProxy } from './dynamodb-proxy.ts';

/** A kind of request that was made of DynamoDB: an action, and the index if it was not of the table itself. */
export interface DynamoCall {
  readonly action: string;
  readonly index?: string;
}

export interface DynamoRecorder {
  readonly endpoint: string;
  /** Each kind that has passed so far, once. */
  calls(): readonly DynamoCall[];
  close(): void;
}

/** Stands before a DynamoDB and notes what is asked of it. */
export async function startDynamoRecorder(target: string): Promise<DynamoRecorder> {
  const calls = new Map<string, DynamoCall>();
  const { endpoint, close } = await startDynamoProxy(target, async (exchange) => {
    const { action, body } = exchange;
    const { IndexName: index } = JSON.parse(body);
    calls.set(`${action} ${index ?? ''}`, { action, ...(index === undefined ? {} : { index }) });
    await passOn(exchange);
  });

  return {
    endpoint,
    calls: () => [...calls.values()].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    close,
  };
}
