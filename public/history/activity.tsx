import { useEffect, useMemo, useState } from 'preact/hooks';
import { withArticle } from '../model/article.ts';
import { actionWords } from '../model/change-words.ts';
import { formatDate, formatMoment } from '../model/formats.ts';
import { may } from '../model/person.ts';
import { hrefOf } from '../model/route.ts';
import { today } from '../model/type-display.ts';
import { readChangeSets } from '../requests/history-api.ts';
import { type Deed, deedsOf, isWhole, wholeDeed, wordsOf } from '../state/activity.ts';
import { useApp } from '../state/app-context.ts';
import { createPages } from '../state/pages.ts';
import { Author } from '../ui/author.tsx';
import { Icon } from '../ui/icon.tsx';
import { RESTORE } from '../ui/icons.ts';
import { Changes } from './changes.tsx';
import { Paged } from './paged.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import '../styles/forms.css';
import './history.css';

/** What everyone in the workspace did, the latest first. */
export function Activity() {
  const { send, run } = useApp();
  const pages = useMemo(() => createPages((cursor) => readChangeSets(send, cursor)), []);
  const [undoing, setUndoing] = useState<Deed | undefined>(undefined);
  useEffect(() => run(pages.reload), []);
  const loaded = pages.items.value ?? [];
  const deeds = deedsOf(loaded);
  const startUndo = async (deed: Deed) => setUndoing(await wholeDeed(pages, deed));
  const dayOf = ({ at }: Deed) => today(new Date(at));
  const days = [...new Set(deeds.map(dayOf))];
  return (
    <div class="activity">
      <div class="list-header">
        <h1 id="list-title" tabIndex={-1}>
          Activity
        </h1>
        <button type="button" class="button" onClick={() => run(pages.reload)}>
          <Icon path={RESTORE} /> Reload
        </button>
      </div>
      {days.map((day) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{formatDate(day)}</h2>
          <ol class="history-list">
            {deeds
              .filter((deed) => dayOf(deed) === day)
              .map((deed) => (
                <Entry
                  key={deed.key}
                  deed={deed}
                  isPart={pages.hasMore.value && !isWhole(deed, loaded)}
                  onUndo={() => run(async () => await startUndo(deed))}
                />
              ))}
          </ol>
        </section>
      ))}
      <Paged pages={pages} more="Show earlier changes" />
      {undoing !== undefined && (
        <UndoDialog
          deed={undoing}
          onClose={() => setUndoing(undefined)}
          onDone={() => {
            setUndoing(undefined);
            run(pages.reload);
          }}
        />
      )}
    </div>
  );
}

interface EntryProps {
  readonly deed: Deed;
  /** Whether some of its change sets are not loaded yet. */
  readonly isPart: boolean;
  readonly onUndo: () => void;
}

function Entry({ deed, isPart, onUndo }: EntryProps) {
  const { types, person, editing } = useApp();
  const { by, at, changes, records, ids } = deed;
  const [first] = records;
  const type = types.find(({ name }) => name === first?.type);
  const single = changes === 1 && first !== undefined && type !== undefined ? { change: first, type } : undefined;
  const canUndo = ids.length > 0 && !deed.actions.includes('delete') && may(person.value, 'editor') && editing.value !== undefined;
  const what =
    single === undefined
      ? `${wordsOf(deed, types)}${isPart ? ' and more' : ''}`
      : `${actionWords(single.change.action)} ${single.change.title ?? ''}`;
  return (
    <li>
      <div class="history-line">
        <p class="history-head">
          <b class="history-who">
            <Author id={by} />
          </b>{' '}
          {single === undefined ? what : <Single {...single} />}
          <span class="note">
            <time dateTime={at}>{formatMoment(at)}</time>
          </span>
        </p>
        {canUndo && (
          <button type="button" class="button" aria-label={`Undo: ${what}`} onClick={onUndo}>
            Undo…
          </button>
        )}
      </div>
      {single !== undefined && <Changes type={single.type} id={single.change.id} change={single.change} />}
      {single === undefined && <Titles deed={deed} />}
    </li>
  );
}

type SingleProps = { readonly change: Deed['records'][number]; readonly type: Parameters<typeof Changes>[0]['type'] };

function Single({ change: { action, title, id }, type }: SingleProps) {
  if (action === 'delete') return <>{`permanently deleted ${withArticle(type.singular)}`}</>;
  const name = title ?? withArticle(type.singular);
  if (action === 'trash')
    return (
      <>
        moved <bdi>{name}</bdi> to the trash
      </>
    );
  return (
    <>
      {actionWords(action)}{' '}
      <a href={hrefOf({ type, open: id })} dir="auto">
        {name}
      </a>
    </>
  );
}

/** The first records of many. */
function Titles({ deed: { records, changes } }: { readonly deed: Deed }) {
  const titles = [...new Set(records.flatMap(({ title }) => title ?? []))];
  if (titles.length === 0) return null;
  return (
    <p class="history-titles note">
      {titles.flatMap((title, index) => [index > 0 && ', ', <bdi key={title}>{title}</bdi>])}
      {changes > titles.length && ', …'}
    </p>
  );
}
