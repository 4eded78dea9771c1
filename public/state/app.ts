import type { ReadonlySignal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import type { Router } from '../browser/router.ts';
import type { Person } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import type { Connection } from '../requests/connection.ts';
import type { ReadApi } from '../requests/read-api.ts';
import type { Send } from '../requests/send.ts';
import type { Counts } from './counts.ts';
import type { Editing } from './editing.ts';
import type { Lists } from './lists.ts';
import type { Selection } from './selection.ts';
import type { Session } from './session.ts';

/** Everything that the page is made of. */
export interface App {
  readonly types: readonly RecordType[];
  readonly router: Router;
  readonly route: ReadonlySignal<Route | undefined>;
  readonly session: Session;
  readonly person: ReadonlySignal<Person>;
  readonly connection: Connection;
  readonly send: Send;
  readonly storage: DeviceStorage;
  readonly api: ReadApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly selection: Selection;
  /** Loads what the first list does not need, once that list is painted. Rejects when it cannot be loaded. */
  loadLater(): Promise<void>;
  /** What changing records takes; `undefined` until it is loaded. */
  readonly editing: ReadonlySignal<Editing | undefined>;
  loadEditing(): Promise<Editing>;
}
