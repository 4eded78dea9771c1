import type { ChangeLog } from './change-log.ts';
import { type DynamoAddress, type DynamoEndpoint, openDynamoEndpoint } from './dynamodb-endpoint.ts';
import { createEngine, type Engine } from './embedded-engine.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from './embedded-store.ts';
import { inProcessConfig } from './in-process-protocol.ts';

export interface EmbeddedDatabase {
  /** The configuration of a client in this process. Independent of the environment. */
  readonly clientConfig: ReturnType<typeof inProcessConfig>;
  /** Returns false after a failed write, for example on a full disk. Later writes are refused without an attempt. */
  isWritable(): boolean;
  /** The changes that are logged (`logsChangesOf`), for a handler. */
  readonly changes: ChangeLog;
  /** Calls back after each logged change. */
  onChange(listener: () => void): void;
  /** Copies everything into a new database in another folder. Nothing may write during the copy. */
  copyTo(path: string): Promise<void>;
  /** Serves other processes until it is closed. */
  openEndpoint(): Promise<DynamoAddress>;
  /** Finishes requests in flight, then closes the files. */
  close(): Promise<void>;
}

/**
 * Runs DynamoDB in this process, with dynalite. It supports only the operations that the service uses.
 * With `path`, it stores data in that folder, which only one process at a time can open.
 * Every acknowledged write survives a crash of the process.
 */
export async function createEmbeddedDatabase(options: EmbeddedStoreOptions = {}): Promise<EmbeddedDatabase> {
  const store = await openEmbeddedStore(options);
  const { engine, allAnswered } = tracked(createEngine(store));
  const endpoints: DynamoEndpoint[] = [];

  return {
    clientConfig: inProcessConfig(engine),
    isWritable: store.isWritable,
    changes: store.changes,
    onChange: store.onChange,
    copyTo: store.copyTo,
    async openEndpoint() {
      const endpoint = await openDynamoEndpoint(engine);
      endpoints.push(endpoint);
      return endpoint;
    },
    async close() {
      await Promise.all(endpoints.map(async (endpoint) => await endpoint.close()));
      await allAnswered();
      await store.close();
    },
  };
}

/** Wraps the engine so that `close` can wait for requests in flight. */
function tracked(engine: Engine): { engine: Engine; allAnswered(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  return {
    async engine(operation, input) {
      const answer = engine(operation, input);
      running.add(answer);
      try {
        return await answer;
      } finally {
        running.delete(answer);
      }
    },
    async allAnswered() {
      await Promise.all(running);
    },
  };
}
