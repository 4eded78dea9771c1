import { LOCAL_WORKSPACE } from '../identity/local.ts';
import type { Services } from '../services.ts';
import type { ListQuery } from '../store/record-store.ts';

const ANY: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };

/** Says how to move records that were written without sign-in. Their workspace is `local`, which callers with a token seldom have. */
export async function warnOfLocalRecords({
  store,
  recordTypes,
  logger,
}: Pick<Services, 'store' | 'recordTypes' | 'logger'>): Promise<void> {
  for (const type of recordTypes) {
    const { records } = await store.list({ workspace: LOCAL_WORKSPACE, type }, ANY, { limit: 1 });
    if (records.length === 0) continue;
    logger.warn('the data has records from AUTH_MODE=none, which only callers of their workspace see', {
      workspace: LOCAL_WORKSPACE,
      fix: 'npm run export with --workspace local, then npm run import with --into; see docs/runbook.md, "Move records to another table"',
    });
    return;
  }
}
