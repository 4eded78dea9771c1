import pMap from 'p-map';
import { readHooksConfig } from './config.ts';
import { createHookChanges, describeChange, describeFailure, type HookChange, recordKeyOf } from './hooks/hook-change.ts';
import { HOOK_MS, runHook } from './hooks/run-hook.ts';
import type { Context } from './lambda/handler.ts';
import { createLineWriter } from './observability/line-writer.ts';
import { createLogger } from './observability/logger.ts';
import type { RecordType } from './schema/record-type.ts';
import { groupBy } from './store/grouped.ts';
import { type BatchResult, changeOf, type StreamEvent } from './stream/stream-record.ts';

export type HooksHandler = (event: StreamEvent, context: Context) => Promise<BatchResult>;

/** Time reserved at the end of an invocation for the result and its log lines. */
const MARGIN_MS = 1_000;
const CONCURRENCY = 10;
/** Ids of changes that already ran, so that a retried batch skips them. At most 1,000. */
const MAX_REMEMBERED = 1_000;

interface Reported extends HookChange {
  /** The place in the batch. */
  readonly position: number;
  readonly sequenceNumber: string;
}

/**
 * Creates the function that runs hooks from the change stream. Hooks of one record run in the order of its changes.
 * If a hook fails, the hooks of other records in the batch still run.
 * @throws {UsageError} if the configuration is invalid
 */
export function createHandler(env: NodeJS.ProcessEnv, recordTypes: readonly RecordType[]): HooksHandler {
  const { logLevel: level } = readHooksConfig(env);
  const log = createLogger({ level, write: createLineWriter((lines) => process.stdout.write(lines)) });
  const hookChangeOf = createHookChanges(recordTypes);
  const { signal } = new AbortController();
  /** Lambda passes everything after a failed change again, usually to the same process. */
  const done = new Set<string>();

  async function attempt(reported: Reported, timeLeft: number): Promise<boolean> {
    const { change, sequenceNumber } = reported;
    if (done.has(change.id)) return true;
    // No time left: the next invocation runs it.
    if (timeLeft <= 0) return false;
    try {
      await runHook(reported, { log, env, signal, milliseconds: Math.min(HOOK_MS, timeLeft) });
      if (done.size >= MAX_REMEMBERED) done.clear();
      done.add(change.id);
      return true;
    } catch (error) {
      log.error('a hook failed', { ...describeChange(reported), sequenceNumber, ...describeFailure(error) });
      return false;
    }
  }

  return async function handler({ Records: records = [] }, context) {
    const timeLeft = () => Math.floor(context.getRemainingTimeInMillis() - MARGIN_MS);
    const reported = records.flatMap((record, position): Reported[] => {
      const found = hookChangeOf(changeOf(record));
      return found === undefined ? [] : [{ ...found, position, sequenceNumber: record.dynamodb?.SequenceNumber ?? '' }];
    });

    /** @returns the first change of the record whose hook has not run */
    async function runInOrder(changes: readonly Reported[]): Promise<readonly Reported[]> {
      for (const change of changes) if (!(await attempt(change, timeLeft()))) return [change];
      return [];
    }

    const failed = (await pMap(groupBy(reported, recordKeyOf), runInOrder, { concurrency: CONCURRENCY })).flat();
    const [first] = failed.sort((one, other) => one.position - other.position);
    log.info('hooks', { records: records.length, hooks: reported.length, failed: failed.length });
    return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.sequenceNumber }] };
  };
}
