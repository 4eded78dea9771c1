import type { ReadonlySignal } from '@preact/signals';
import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import type { Router } from '../browser/router.ts';
import type { Person } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import type { Connection } from '../requests/connection.ts';
import type { ReadApi } from '../requests/read-api.ts';
import type { Lists } from './lists.ts';
import type { Selection } from './selection.ts';
import type { Session } from './session.ts';

/** The services that the first list needs. */
export interface PageServices {
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
  readonly selection: Selection;
}
