import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { RecordHistory } from '../history/record-history.tsx';
import { humanize } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isTrash } from '../model/view.ts';
import { ProblemError, reasonOf } from '../requests/problem.ts';
import { readRecord } from '../requests/read-record.ts';
import { useApp } from '../state/app-context.ts';
import { focusRecord } from '../ui/focus-record.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { EditPanel } from './edit-panel.tsx';
import { Panel } from './panel.tsx';
import { ReadPanel } from './read-panel.tsx';

type Found =
  | { readonly record: StoredRecord | undefined }
  | { readonly missing: string }
  | { readonly failure: string; readonly again: () => void }
  | undefined;

/** The panel of the record in the address, or of a new one. */
export function Editor({ route }: { readonly route: Route }) {
  const { router, person, lists, editing, late } = useApp();
  const { type, open = 'new', view } = route;
  const found = useRecord(route);
  const [round, setRound] = useState(0);
  const [restored, setRestored] = useState<StoredRecord | undefined>(undefined);
  const [notice, setNotice] = useState<string | undefined>(undefined);

  const close = (focusId?: string) => {
    router.go(hrefOf({ type, view }));
    focusRecord(focusId ?? open);
  };
  if (found === undefined) {
    return (
      <Panel title={`Loading ${type.singular}…`} onClose={close}>
        <Skeleton lines={6} />
      </Panel>
    );
  }
  if ('missing' in found) {
    return (
      <Panel title={`${humanize(type.singular)} not found`} onClose={close}>
        <p class="lead">{found.missing}</p>
      </Panel>
    );
  }
  if ('failure' in found) {
    return (
      <Panel title={`Couldn’t load the ${type.singular}`} onClose={close}>
        <p class="lead" role="alert">
          {found.failure}{' '}
          <button type="button" class="link" onClick={found.again}>
            Try again
          </button>
        </p>
      </Panel>
    );
  }
  const record = restored ?? found.record;
  const onChanged = (version: StoredRecord, why?: string) => {
    setRestored(version);
    setNotice(why);
    // The form begins with the new values.
    setRound(round + 1);
  };
  const hasHistory = record !== undefined && late.value?.live.hasHistory.value === true;
  const history = hasHistory ? () => <RecordHistory type={type} record={record} onRestored={onChanged} /> : undefined;
  if (isTrash(view) || !may(person.value, 'editor')) {
    if (record !== undefined) return <ReadPanel type={type} record={record} onClose={close} history={history} />;
    return (
      <Panel title={`New ${type.singular}`} onClose={close}>
        <p class="lead">
          {isTrash(view) ? 'Leave the trash to add a record.' : `You don’t have permission to add ${type.title.toLowerCase()}.`}
        </p>
      </Panel>
    );
  }
  if (editing.value === undefined) return null;
  // Updates of the list must not change what is being typed, so the panel keeps the record from when it opened.
  return (
    <EditPanel
      key={round}
      route={route}
      record={record}
      list={lists.current.value}
      onClose={close}
      onAnother={() => setRound(round + 1)}
      onChanged={onChanged}
      notice={notice}
      history={history}
    />
  );
}

/** The record from the list, or from the service when the list has not loaded it. */
function useRecord({ type, open, view }: Route): Found {
  const { send, lists } = useApp();
  const list = lists.current.value;
  const asked = useSignal<Found>(undefined);
  const [round, setRound] = useState(0);
  const known = useMemo(
    () => (open === undefined || open === 'new' ? undefined : list?.find(open)),
    [open, list, isTrash(view) && list?.records.value],
  );

  useEffect(() => {
    if (open === undefined || open === 'new' || known !== undefined || isTrash(view)) return;
    const abort = new AbortController();
    readRecord(send, type, open, abort.signal).then(
      (record) => {
        asked.value = { record };
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const isMissing = error instanceof ProblemError && error.status === 404;
        const again = () => {
          asked.value = undefined;
          setRound(round + 1);
        };
        asked.value = isMissing
          ? { missing: 'It may have been moved to the trash or deleted permanently.' }
          : { failure: reasonOf(error), again };
      },
    );
    return () => abort.abort();
  }, [open, round]);

  if (open === 'new') return { record: undefined };
  if (known !== undefined) return { record: known };
  if (isTrash(view) && list?.state.value.is === 'complete') return { missing: 'It is no longer in the trash.' };
  return asked.value;
}
