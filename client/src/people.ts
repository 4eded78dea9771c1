import { sendForJson } from './json.ts';
import { createPaged, PAGE_SIZE, type Paged } from './paged.ts';
import { parametersOf } from './query.ts';
import type { Person } from './record-types.ts';
import type { RequestOptions, Send } from './send.ts';
import { writeOf } from './write.ts';

/** The caller. `name`, `email` and `lastSeenAt` are missing until a profile is saved. */
export type Me = Pick<Person, 'id' | 'role'> & Partial<Person> & { readonly workspace: string };

export interface Profile {
  readonly name: string;
  readonly email?: string | undefined;
}

/** The people who have signed in to the workspace. */
export interface People {
  list(options?: RequestOptions): Paged<Person>;
  me(options?: RequestOptions): Promise<Me>;
  /** Sets the name and the e-mail address of the caller. */
  saveMe(profile: Profile, options?: RequestOptions): Promise<Me>;
}

export function createPeople(send: Send): People {
  return {
    list: (options = {}) =>
      createPaged(
        async (cursor) => await sendForJson(send, { path: 'people', query: parametersOf({ limit: PAGE_SIZE, cursor }), ...options }),
      ),
    me: async (options = {}) => await sendForJson(send, { path: 'people/me', ...options }),
    saveMe: async (profile, options = {}) =>
      await sendForJson(send, writeOf({ method: 'PUT', path: 'people/me', body: profile, isRepeatable: true, ...options })),
  };
}
