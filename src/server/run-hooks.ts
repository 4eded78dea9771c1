import type { Config } from '../config.ts';
import { createHookChanges, type HookChange, typesWithHooks } from '../hooks/hook-change.ts';
import { createHookQueue, type HookQueueOptions } from '../hooks/hook-queue.ts';
import { HOOK_MS, runHook } from '../hooks/run-hook.ts';
import type { EmbeddedDatabase } from '../local/embedded-database.ts';
import type { KeepHistoryOptions as HistoryOptions } from '../local/embedded-history.ts';
import type { Logger } from '../observability/logger.ts';
import type { Services } from '../services.ts';
import type { createDynamoClient } from '../store/dynamo-client.ts';
import type { StreamHooksOptions } from '../stream/stream-hooks.ts';

export interface RunHooksOptions {
  readonly recordTypes: Services['recordTypes'];
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly database: EmbeddedDatabase | undefined;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Intervals that tests can shorten. */
  readonly timing?: Pick<HookQueueOptions, 'firstPauseMs' | 'giveUpMs'> &
    Pick<StreamHooksOptions, 'pauseMs'> & { readonly graceMs?: number };
}

export type HooksConfig = Pick<Config, 'historyDays' | 'runsHooks' | 'tableName' | 'database'>;

export interface RunningHooks {
  /** Options of the history of an embedded database, which passes changes on to the hooks. */
  readonly ofHistory: Pick<HistoryOptions, 'keepForHooks' | 'onKept'>;
  /** Aborts hooks that still run after five seconds. They run again after the next start. */
  stop(): Promise<void>;
}

const GRACE_MS = 5_000;

/** Runs the hooks of the record types, from the log of the embedded database or from the change stream of the table. */
export async function runHooks(config: HooksConfig, options: RunHooksOptions): Promise<RunningHooks | undefined> {
  const { recordTypes, client, database, logger: log, env, timing: { pauseMs, graceMs = GRACE_MS, ...timing } = {} } = options;
  const types = typesWithHooks(recordTypes).map(({ name }) => name);
  if (types.length === 0 || !config.runsHooks) return undefined;
  if (config.historyDays === undefined) {
    log.warn('hooks do not run, because CHANGES is off', { types });
    return undefined;
  }
  const [stopping, aborting] = [new AbortController(), new AbortController()];
  const { signal } = stopping;
  const createQueue = (...lost: AbortSignal[]) => {
    const limits = { signal: AbortSignal.any([aborting.signal, ...lost]), milliseconds: HOOK_MS };
    const run = async (change: HookChange) => await runHook(change, { log, env, ...limits });
    return createHookQueue({ run, log, signal: AbortSignal.any([signal, ...lost]), ...timing });
  };
  const hookChangeOf = createHookChanges(recordTypes);
  const onError = (error: unknown) => log.error('the changes for hooks cannot be read', { reason: String(error) });

  /** Waits for running hooks. */
  async function stop(stopped: () => Promise<void>): Promise<void> {
    stopping.abort();
    const timer = setTimeout(() => aborting.abort(new Error('the server stops')), graceMs);
    await stopped();
    clearTimeout(timer);
  }

  if (database !== undefined) {
    const { runEmbeddedHooks } = await import('../local/embedded-hooks.ts');
    const hooks = runEmbeddedHooks({ database, hookChangeOf, queue: createQueue(), onError, signal });
    return {
      ofHistory: { keepForHooks: (change) => hookChangeOf(change) !== undefined, onKept: hooks.wake },
      stop: async () => await stop(hooks.stopped),
    };
  }
  const { runHooksFromStream } = await import('../stream/stream-hooks.ts');
  const endpoint = config.database.kind === 'dynamodb' ? config.database.endpoint : undefined;
  const hooks = runHooksFromStream({
    client,
    tableName: config.tableName,
    hookChangeOf,
    createQueue,
    onError,
    signal,
    endpoint,
    ...(pauseMs === undefined ? {} : { pauseMs }),
  });
  return {
    ofHistory: {},
    stop: async () => await stop(hooks.stopped),
  };
}
