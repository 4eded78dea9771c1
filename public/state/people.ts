import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { displayText } from '../model/display-text.ts';
import { profileOf } from '../model/profile.ts';
import { type Colleague, readPeople, saveProfile } from '../requests/people-api.ts';
import type { PageServices } from './page-services.ts';

/** The people of the workspace. */
export interface People {
  /** By id; `undefined` until they are loaded. */
  readonly all: ReadonlySignal<ReadonlyMap<string, Colleague> | undefined>;
  /** Loads the people once. Loads them again for an unknown id, but at most once per minute. */
  load(id?: string): Promise<void>;
  /** Returns the name to show for an id. */
  nameOf(id: string): string;
}

/** After this time, an unknown id may belong to a new member. */
const FRESH_FOR_MS = 60_000;

export function createPeople({ send, session }: Pick<PageServices, 'send' | 'session'>): People {
  const all = signal<ReadonlyMap<string, Colleague> | undefined>(undefined);
  const hasFailed = signal(false);
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;
  /** The request that saves the profile, once per sign-in. If it fails, other people do not see the name of this person. */
  let savingProfile: Promise<void> | undefined;

  effect(() => {
    const state = session.state.value;
    if (state.is === 'out') savingProfile = undefined;
    if (state.is === 'in' && !state.person.isLocal) savingProfile ??= saveProfile(send, profileOf(state.person)).catch(() => undefined);
  });

  async function read(): Promise<void> {
    try {
      await savingProfile;
      all.value = new Map((await readPeople(send)).map((person) => [person.id, person]));
      hasFailed.value = false;
    } catch {
      hasFailed.value = true;
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
      return hasFailed.value ? 'someone else' : '…';
    },
  };
}
