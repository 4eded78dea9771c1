import pMap from 'p-map';
import { v7 as uuidv7 } from 'uuid';
import { tasks } from '../../../src/records/tasks.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import type { StoredRecord } from '../../../src/store/record-store.ts';
import type { Site } from './site.ts';

/** Creates records of the local user. The last one is the newest. */
export async function fill(site: Site, type: RecordType, all: readonly Readonly<Record<string, unknown>>[]): Promise<StoredRecord[]> {
  const start = Date.now() - all.length;
  const create = async (values: Readonly<Record<string, unknown>>, n: number) =>
    await site.services.store.create({ workspace: 'local', type }, values, { by: 'local', id: uuidv7({ msecs: start + n }) });
  return await pMap(all, create, { concurrency: 8 });
}

export async function fillWithTasks(
  site: Site,
  all: readonly { readonly title: string; readonly [field: string]: unknown }[],
): Promise<StoredRecord[]> {
  return await fill(
    site,
    tasks,
    all.map((values) => ({ status: 'open', priority: 'normal', ...values })),
  );
}
