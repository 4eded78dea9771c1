import { useEffect, useState } from 'preact/hooks';
import { useTitleOf } from '../controls/use-referred.ts';
import { message } from '../model/message.ts';
import { formatNumber } from '../model/number-text.ts';
import { hrefOf } from '../model/route.ts';
import type { UndoneRecord } from '../requests/history-api.ts';
import { reasonOf } from '../requests/problem.ts';
import { type Deed, wordsOf } from '../state/activity.ts';
import { useApp } from '../state/app-context.ts';
import { changeSetsStep, type UndoReport, undoChangeSets } from '../state/undo-change-sets.ts';
import { Author } from '../ui/author.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

export interface UndoDialogProps {
  readonly deed: Deed;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

type State = { readonly report?: UndoReport; readonly failure?: string };

/** Shows what an undo would do, then does it. */
export function UndoDialog({ deed, onClose, onDone }: UndoDialogProps) {
  const { send, run, types, editing, lists } = useApp();
  const [{ report, failure }, setState] = useState<State>({});
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    undoChangeSets(send, deed.ids, { isDryRun: true }).then(
      (preview) => setState({ report: preview }),
      (error: unknown) => setState({ failure: reasonOf(error) }),
    );
  }, []);

  const refresh = async () => {
    lists.forgetOthers();
    await lists.current.peek()?.reload();
  };
  const undo = async () => {
    setBusy(true);
    try {
      const { undone, changeSets } = await undoChangeSets(send, deed.ids, { isDryRun: false });
      await refresh();
      const reverse = changeSetsStep({
        send,
        ids: changeSets,
        refresh,
        say: ({ undone: changed }) => message`Undone: ${countOf(changed)}`,
      });
      editing.peek()?.undo.offer(message`Undone: ${countOf(undone)}`, reverse);
      onDone();
    } catch (error) {
      setBusy(false);
      setState({ failure: reasonOf(error) });
    }
  };
  return (
    <Dialog title="Undo this change?" onClose={onClose}>
      <p class="lead">
        <span class="history-who">
          <Author id={deed.by} />
        </span>{' '}
        {wordsOf(deed, types)}.
      </p>
      {failure !== undefined && (
        <p class="notice is-alarm" role="alert">
          {failure}
        </p>
      )}
      {report === undefined && failure === undefined && <Skeleton lines={3} />}
      <div role="status">{report !== undefined && <Preview report={report} />}</div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button is-primary"
          disabled={isBusy || report === undefined || report.undone.length === 0}
          onClick={() => run(undo)}
        >
          {isBusy ? 'Undoing…' : `Undo ${countOf(report?.undone ?? [])}`}
        </button>
      </div>
    </Dialog>
  );
}

function Preview({ report }: { readonly report: UndoReport }) {
  if (FIGURES.every(([name]) => report[name].length === 0)) return <p>There is nothing left to undo.</p>;
  return (
    <>
      <dl class="undo-figures">
        {FIGURES.map(([name, label]) => {
          const figure = report[name].length;
          return (
            (!RARE.has(name) || figure > 0) && (
              <div key={name}>
                <dt>{label}</dt>
                <dd>{formatNumber(figure)}</dd>
              </div>
            )
          );
        })}
      </dl>
      <Named title="Changed since, so they stay as they are:" records={report.changedSince} />
      <Named title="Their former unique value now belongs to another record:" records={report.taken} />
      <Named title="Too large for the history, so they stay as they are:" records={report.notKept} />
    </>
  );
}

const FIGURES = [
  ['undone', 'to undo'],
  ['changedSince', 'changed since'],
  ['gone', 'deleted permanently'],
  ['taken', 'value taken'],
  ['notKept', 'too large'],
] as const;

/** Shown only if there are any. */
const RARE: ReadonlySet<string> = new Set(['taken', 'notKept']);

/** More would cost a request each. */
const NAMED = 10;

function Named({ title, records }: { readonly title: string; readonly records: readonly UndoneRecord[] }) {
  const { types } = useApp();
  const titleOf = useTitleOf();
  if (records.length === 0) return null;
  return (
    <div class="undo-kept">
      <p>{title}</p>
      <ul>
        {records.slice(0, NAMED).map(({ type: typeName, id }) => {
          const type = types.find(({ name }) => name === typeName);
          return (
            <li key={id}>
              {type === undefined ? (
                id
              ) : (
                <a href={hrefOf({ type, open: id })} dir="auto">
                  {titleOf(typeName, id)}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      {records.length > NAMED && <p class="note">and {formatNumber(records.length - NAMED)} more</p>}
    </div>
  );
}

function countOf({ length }: readonly UndoneRecord[]): string {
  return `${formatNumber(length)} ${length === 1 ? 'record' : 'records'}`;
}
