import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { humanize } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isTrash } from '../model/view.ts';
import { ApiProblem, reasonOf } from '../requests/problem.ts';
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

/** The record that the address names, in a panel beside the list; or a new one. */
export function Editor({ route }: { readonly route: Route }) {
  const { router, person, lists, editing } = useApp();
  const { type, open = 'new', view } = route;
  const found = useRecord(route);
  const [round, setRound] = useState(0);

  const close = (focusId?: string) => {
    router.go(hrefOf({ type, view }));
    focusRecord(focusId ?? open);
  };
  if (found === undefined) {
    return (
      <Panel title={`Loading the ${type.singular}`} onClose={close}>
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
      <Panel title={`The ${type.singular} could not be loaded`} onClose={close}>
        <p class="lead" role="alert">
          {found.failure}{' '}
          <button type="button" class="link" onClick={found.again}>
            Try again
          </button>
        </p>
      </Panel>
    );
  }
  if (isTrash(view) || !may(person.value, 'editor')) {
    return found.record === undefined ? null : <ReadPanel type={type} record={found.record} onClose={close} />;
  }
  if (editing.value === undefined) return null;
  // The record as it was when the panel opened: what the list learns meanwhile must not change what is being typed.
  return (
    <EditPanel
      key={round}
      route={route}
      record={found.record}
      list={lists.current.value}
      onClose={close}
      onAnother={() => setRound(round + 1)}
    />
  );
}

/** The record from the list, or from the service when the list has not come to it. */
function useRecord({ type, open, view }: Route): Found {
  const { api, lists } = useApp();
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
    api.read(type, open, abort.signal).then(
      (record) => {
        asked.value = { record };
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const isMissing = error instanceof ApiProblem && error.status === 404;
        const again = () => {
          asked.value = undefined;
          setRound(round + 1);
        };
        asked.value = isMissing
          ? { missing: 'It may be in the trash, or have been deleted for good.' }
          : { failure: reasonOf(error), again };
      },
    );
    return () => abort.abort();
  }, [open, round]);

  if (open === 'new') return { record: undefined };
  if (known !== undefined) return { record: known };
  if (isTrash(view) && list?.state.value.is === 'complete') return { missing: 'It is not in the trash any more.' };
  return asked.value;
}
