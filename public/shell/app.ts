import type { ReadonlySignal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { Connection } from '../client/connection.ts';
import type { ReadApi } from '../client/read-api.ts';
import type { Send } from '../client/send.ts';
import type { Desk } from '../desk/desk.ts';
import type { Counts } from '../list/counts.ts';
import type { Lists } from '../list/lists.ts';
import type { Selection } from '../list/selection.ts';
import type { Place } from '../router/place.ts';
import type { Router } from '../router/router.ts';
import type { Person } from '../session/person.ts';
import type { Session } from '../session/session.ts';
import type { DeviceStorage } from '../storage/device-storage.ts';
import type { Later } from './later-loading.ts';

/** Everything that the page is made of. */
export interface App {
  readonly types: readonly RecordType[];
  readonly router: Router;
  readonly place: ReadonlySignal<Place | undefined>;
  readonly session: Session;
  readonly person: ReadonlySignal<Person>;
  readonly connection: Connection;
  readonly send: Send;
  readonly storage: DeviceStorage;
  readonly api: ReadApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly selection: Selection;
  /** What the page does not begin with. Fails when it cannot be loaded. */
  later(): Promise<Later>;
  /** What changing records takes; `undefined` until it is loaded. */
  readonly desk: ReadonlySignal<Desk | undefined>;
  openDesk(): Promise<Desk>;
}
