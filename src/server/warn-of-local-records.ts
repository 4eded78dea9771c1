import { LOCAL_WORKSPACE } from '../identity/local.ts';
import type { Services } from '../services.ts';
import type { ListQuery } from '../store/record-store.ts';

const ANY: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };

/** Says how to move the records that were written without sign-in, because nobody who signs in sees their workspace. */
export async function warnOfLocalRecords({
  store,
  recordTypes,
  logger,
}: Pick<Services, 'store' | 'recordTypes' | 'logger'>): Promise<void> {
  for (const type of recordTypes) {
    const { records } = await store.list({ workspace: LOCAL_WORKSPACE, type }, ANY, { limit: 1 });
    if (records.length === 0) continue;
    logger.warn('records that were written with AUTH_MODE=none are hidden: nobody who signs in uses their workspace', {
      workspace: LOCAL_WORKSPACE,
      fix: 'npm run export with --workspace local, then npm run import with --into; see docs/runbook.md, "Move records to another table"',
    });
    return;
  }
}
