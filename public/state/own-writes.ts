import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answer } from '../../client/src/send.ts';

/** The writes of this page, so that they are not announced as changes by others. */
export interface OwnWrites {
  /** The change sets of the writes. */
  readonly changeSets: ReadonlySet<string>;
  /** The number of writes that have no answer yet. */
  readonly underway: ReadonlySignal<number>;
  note(answer: Promise<Answer>): void;
}

export function createOwnWrites(): OwnWrites {
  const changeSets = new Set<string>();
  const underway = signal(0);

  async function follow(answer: Promise<Answer>): Promise<void> {
    underway.value++;
    try {
      changeSets.add((await answer).headers.get('Change-Set') ?? '');
    } catch {
      // Who sent it handles the failure.
    } finally {
      underway.value--;
    }
  }

  return { changeSets, underway, note: (answer) => void follow(answer) };
}
