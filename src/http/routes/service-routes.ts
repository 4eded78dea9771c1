import type { RecordType } from '../../schema/record-type.ts';
import type { RecordStore } from '../../store/record-store.ts';
import type { Route } from '../route.ts';

export interface ServiceRoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
}

/** Creates the routes for the health and the record types of the service. */
export function serviceRoutes({ recordTypes, store }: ServiceRoutesOptions): Route[] {
  const checkTable = shareWhileRunning(async () => await store.ready());
  const types = recordTypes.map(({ name, title }) => ({ name, title, href: `/api/v1/${name}` }));
  return [
    { name: 'checkHealth', method: 'get', path: '/api/health', role: 'anyone', handle: () => ({ status: 200, body: { status: 'ok' } }) },
    {
      name: 'checkReadiness',
      method: 'get',
      path: '/api/health/ready',
      role: 'anyone',
      handle: async () => {
        await checkTable();
        return { status: 200, body: { status: 'ok' } };
      },
    },
    {
      name: 'listRecordTypes',
      method: 'get',
      path: '/api/v1',
      role: 'viewer',
      handle: () => ({ status: 200, body: { recordTypes: types } }),
    },
  ];
}

/** Shares one running check between requests, because the route is public and each check costs a read. */
function shareWhileRunning(check: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= check().finally(() => {
      running = undefined;
    });
    return running;
  };
}
