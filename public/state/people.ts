import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { displayText } from '../model/display-text.ts';
import { profileOf } from '../model/profile.ts';
import { type Colleague, readPeople, saveProfile } from '../requests/people-api.ts';
import type { PageServices } from './page-services.ts';

/** The people of the workspace. */
export interface People {
  /** By id; `undefined` until they are loaded. */
  readonly all: ReadonlySignal<ReadonlyMap<string, Colleague> | undefined>;
  /** Loads the people once. Loads them again for an id that is not among them, but not more than once in a minute. */
  load(id?: string): Promise<void>;
  /** The name to show for an id. */
  nameOf(id: string): string;
}

/** Somebody can have joined since the people were loaded. */
const FRESH_FOR_MS = 60_000;

export function createPeople({ send, session }: Pick<PageServices, 'send' | 'session'>): People {
  const all = signal<ReadonlyMap<string, Colleague> | undefined>(undefined);
  const isMissing = signal(false);
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;
  /** Once per sign-in. Without it the person has no name for others; nothing else depends on it. */
  let entering: Promise<void> | undefined;

  effect(() => {
    const state = session.state.value;
    if (state.is === 'out') entering = undefined;
    if (state.is === 'in' && !state.person.isLocal) entering ??= saveProfile(send, profileOf(state.person)).catch(() => undefined);
  });

  async function read(): Promise<void> {
    try {
      await entering;
      all.value = new Map((await readPeople(send)).map((person) => [person.id, person]));
      isMissing.value = false;
    } catch {
      isMissing.value = true;
    }
    loadedAt = Date.now();
  }

  return {
    all,

    async load(id) {
      const isKnown = all.peek() !== undefined && (id === undefined || all.peek()?.has(id) === true);
      if (isKnown || (loading === undefined && Date.now() - loadedAt < FRESH_FOR_MS)) return;
      loading ??= read().finally(() => {
        loading = undefined;
      });
      await loading;
    },

    nameOf(id) {
      const person = all.value?.get(id);
      if (person !== undefined) return displayText(person.name);
      if (all.value !== undefined) return 'Former member';
      return isMissing.value ? 'someone else' : '…';
    },
  };
}
