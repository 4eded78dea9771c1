import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { historyWords } from '../model/change-words.ts';
import { formatMoment } from '../model/formats.ts';
import { may } from '../model/person.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { type Change, readHistory } from '../requests/history-api.ts';
import { useApp } from '../state/app-context.ts';
import { createPages } from '../state/pages.ts';
import { restoreVersion } from '../state/restore-version.ts';
import { Author } from '../ui/author.tsx';
import { Icon } from '../ui/icon.tsx';
import { RESTORE } from '../ui/icons.ts';
import { Changes } from './changes.tsx';
import { Paged } from './paged.tsx';
import './history.css';

export interface RecordHistoryProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly onRestored: (record: StoredRecord) => void;
}

/** The changes of a record, the latest first. */
export function RecordHistory({ type, record, onRestored }: RecordHistoryProps) {
  const app = useApp();
  const { send, run, person, editing } = app;
  const pages = useMemo(() => createPages((cursor) => readHistory(send, type, record.id, cursor)), [record.version]);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => run(pages.reload), [pages]);
  const latest = pages.items.value?.[0]?.version ?? 0;
  const services = may(person.value, 'editor') && record.deletedAt === undefined ? editing.value : undefined;

  const restore = async (version: number) => {
    if (services === undefined) return;
    setBusy(true);
    const restored = await restoreVersion(app, services, { type, seen: record, version });
    setBusy(false);
    if (restored === undefined) await pages.reload();
    else onRestored(restored);
  };
  return (
    <div class="panel-body">
      <ol class="history-list">
        {pages.items.value?.map((change) => (
          <li key={change.version}>
            <Headline change={change} />
            <Changes type={type} id={record.id} change={change} />
            {services !== undefined && change.version < latest && (
              <button
                type="button"
                class="link history-restore"
                disabled={isBusy}
                onClick={() => run(async () => await restore(change.version))}
              >
                <Icon path={RESTORE} /> Restore version {change.version}
              </button>
            )}
          </li>
        ))}
      </ol>
      <Paged pages={pages} more="Show older changes" />
    </div>
  );
}

function Headline({ change }: { readonly change: Change }) {
  const { by, at, version } = change;
  return (
    <p class="history-head">
      <b class="history-who">
        <Author id={by} />
      </b>{' '}
      {historyWords(change)}
      <span class="note">
        <time dateTime={at}>{formatMoment(at)}</time> · v{version}
      </span>
    </p>
  );
}
