import { displayText } from '../model/display-text.ts';
import { hrefOf } from '../model/route.ts';
import { titleOrCount } from '../model/title-or-count.ts';
import { useApp } from '../state/app-context.ts';
import type { Mutations } from '../state/mutations.ts';
import { Dialog } from '../ui/dialog.tsx';
import './blocked-dialog.css';

/** Shown when a permanent deletion is refused: lists the records that refer to it, and offers to clear these references. */
export function BlockedDialog({ mutations }: { readonly mutations: Mutations }) {
  const { types, run } = useApp();
  const blocked = mutations.blocked.value;
  if (blocked === undefined) return null;
  const { type, records, referrers, reason } = blocked;
  const what = titleOrCount(type, records);
  return (
    <Dialog title="Not deleted: in use by other records" onClose={mutations.dismissBlocked}>
      <p class="lead">
        These records refer to <bdi>{what}</bdi>:
      </p>
      <ul class="referrer-list">
        {referrers.map((referrer) => {
          const of = types.find(({ name }) => name === referrer.type);
          return (
            <li key={`${referrer.type}/${referrer.id}`}>
              {of === undefined ? (
                displayText(referrer.title)
              ) : (
                <a href={hrefOf({ type: of, open: referrer.id })} dir="auto" onClick={mutations.dismissBlocked}>
                  {displayText(referrer.title)}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      <p class="note">There may be more. If you delete permanently, their references are cleared too. This can’t be undone.</p>
      {reason !== undefined && (
        <p class="notice is-alarm" role="alert">
          {reason}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={mutations.dismissBlocked}>
          Cancel
        </button>
        <button
          type="button"
          class="button is-alarm"
          onClick={() => run(async () => await mutations.destroy(type, records, { detach: true }))}
        >
          Clear references and delete
        </button>
      </div>
    </Dialog>
  );
}
