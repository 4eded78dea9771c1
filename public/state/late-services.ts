import { type FindHits, hitsOf } from '../model/hits.ts';
import { type Counts, createCounts } from './counts.ts';
import { createEditing } from './create-editing.ts';
import type { Editing } from './editing.ts';
import type { PageServices } from './page-services.ts';
import { createPeople, type People } from './people.ts';
import { createReferences, type References } from './references.ts';
import { createToasts, type Toasts } from './toasts.ts';

/** The services that the first list does not need. */
export interface LateServices {
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly people: People;
  readonly references: References;
  /** Finds the words of a search in texts. */
  readonly hitsOf: (query: string) => FindHits;
  createEditing(): Editing;
}

export function createLateServices(page: PageServices, browser: Window): LateServices {
  const toasts = createToasts();
  const counts = createCounts(page);
  return {
    counts,
    toasts,
    people: createPeople(page),
    references: createReferences(page),
    hitsOf,
    createEditing: () => createEditing(page, { counts, toasts, browser }),
  };
}
