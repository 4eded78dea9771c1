import type { HookContext } from '../schema/hooks.ts';
import { describeChange, type HookChange } from './hook-change.ts';

export interface RunHookOptions extends Pick<HookContext, 'log' | 'env' | 'signal'> {
  /** The timeout of the hook. */
  readonly milliseconds: number;
}

/** The timeout of a hook, on every target. */
export const HOOK_MS = 30_000;

/** Runs the hook for a change. @throws the error of the hook, or the reason of the signal if that aborts first */
export async function runHook(given: HookChange, { log, env, signal: stopping, milliseconds }: RunHookOptions): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(milliseconds)]);
  const fields = describeChange(given);
  const line = (level: keyof HookContext['log']) => (message: string, more?: object) => log[level](message, { ...more, ...fields });
  const context = { env, signal, log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') } };
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    signal.throwIfAborted();
    await Promise.race([given.hooks.after(given.change, context), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
