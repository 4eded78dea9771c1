import { type Signal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { hrefOf } from '../model/route.ts';
import { titleOf } from '../model/type-display.ts';
import { searchRecords } from '../requests/search-records.ts';
import type { App } from '../state/app.ts';
import type { Command, CommandGroup } from './command-list.ts';

const PAUSE_MS = 200;
const MOST_PER_TYPE = 4;

/** Searches the records of all types while a person types. */
export interface RecordSearch {
  /** What was found for the last text, by type. */
  readonly found: Signal<readonly CommandGroup[]>;
  readonly state: Signal<'idle' | 'searching' | 'failed'>;
  search(text: string): void;
  stop(): void;
}

export function createRecordSearch({ types, api, router }: Pick<App, 'types' | 'api' | 'router'>): RecordSearch {
  const found = signal<readonly CommandGroup[]>([]);
  const state = signal<'idle' | 'searching' | 'failed'>('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current = new AbortController();

  const commandsOf = async (type: RecordType, text: string, stop: AbortSignal): Promise<readonly Command[]> => {
    const records = await searchRecords(api, type, { text, signal: stop });
    return records.slice(0, MOST_PER_TYPE).map((record) => ({
      key: record.id,
      name: titleOf(type, record),
      run: () => router.go(hrefOf({ type, open: record.id })),
    }));
  };

  async function run(text: string): Promise<void> {
    current = new AbortController();
    const { signal: stop } = current;
    const results = await Promise.allSettled(types.map(async (type) => await commandsOf(type, text, stop)));
    if (stop.aborted) return;
    found.value = results.flatMap((result, index) =>
      result.status === 'fulfilled' && result.value.length > 0 ? [{ title: types[index]?.title ?? '', commands: result.value }] : [],
    );
    state.value = results.some(({ status }) => status === 'rejected') ? 'failed' : 'idle';
  }

  function stop(): void {
    clearTimeout(timer);
    current.abort();
  }

  return {
    found,
    state,
    search(text) {
      stop();
      const isBlank = text.trim() === '';
      // What was found for another text must not be opened by mistake.
      found.value = [];
      state.value = isBlank ? 'idle' : 'searching';
      if (!isBlank) timer = setTimeout(() => void run(text.trim()), PAUSE_MS);
    },
    stop,
  };
}
