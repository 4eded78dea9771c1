import { passOn, startDynamoProxy } from './dynamodb-proxy.ts';

/** A kind of request to DynamoDB: its action, and its index if it used an index. */
export interface DynamoCall {
  readonly action: string;
  readonly index?: string;
}

export interface DynamoRecorder {
  readonly endpoint: string;
  /** Returns each kind of request so far, once. */
  calls(): readonly DynamoCall[];
  close(): void;
}

/** Starts a proxy in front of a DynamoDB that records the kinds of requests. */
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
