import { useId, useState } from 'preact/hooks';
import { displayText } from '../model/display-text.ts';
import { message } from '../model/message.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { type Chosen, contentOf, knownPart, lostParts, type SavedView } from '../model/saved-view.ts';
import { reasonOf } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import type { SavedViews } from '../state/saved-views.ts';
import './saved-view-form.css';

export interface SavedViewFormProps {
  readonly route: Route;
  readonly onDone: () => void;
}

/** Saves the shown list as a view with a name, and changes or deletes the view that was chosen. */
export function SavedViewForm({ route, onDone }: SavedViewFormProps) {
  const { late } = useApp();
  const savedViews = late.value?.savedViews;
  if (savedViews?.all.value === undefined) return null;
  const chosen = savedViews.chosen(route);
  return (
    <Form key={`${chosen?.saved.id} ${chosen?.saved.version}`} route={route} chosen={chosen} savedViews={savedViews} onDone={onDone} />
  );
}

interface FormProps extends SavedViewFormProps {
  readonly chosen: Chosen | undefined;
  readonly savedViews: SavedViews;
}

function Form({ route, chosen, savedViews, onDone }: FormProps) {
  const { person, router, late } = useApp();
  const { type, view, open } = route;
  const id = useId();
  const isEditor = may(person.value, 'editor');
  const mayChange = chosen !== undefined && (isEditor || chosen.saved.isOwn);
  const [name, setName] = useState(chosen === undefined ? '' : chosen.saved.name);
  const [isOwn, setOwn] = useState(!isEditor || (chosen?.saved.isOwn ?? false));
  const [isDeleting, setDeleting] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState('');
  const input = { name: name.trim(), owner: isOwn ? ('me' as const) : null, ...contentOf(type, view) };
  const lost = chosen === undefined ? [] : lostParts(type, chosen.saved);

  const save = async (write: () => Promise<SavedView>) => {
    if (input.name === '') {
      setFault('Enter a name.');
      return;
    }
    setFault('');
    setSaving(true);
    try {
      const saved = await write();
      router.go(hrefOf({ type, open, view: knownPart(type, saved) }), { replace: true });
      late.peek()?.toasts.info(message`View “${displayText(saved.name)}” saved`);
      onDone();
    } catch (error) {
      setFault(reasonOf(error));
    }
    setSaving(false);
  };
  const saveNew = () => save(async () => await savedViews.create(type.name, input));
  const remove = async (saved: SavedView) => {
    try {
      await savedViews.remove(saved);
      late.peek()?.toasts.info(message`View “${displayText(saved.name)}” deleted`);
      onDone();
    } catch (error) {
      setFault(reasonOf(error));
    }
  };

  return (
    <fieldset class="saved-view">
      <legend>{mayChange ? 'Saved view' : 'Save this view'}</legend>
      <label for={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        dir="auto"
        maxLength={80}
        value={name}
        aria-describedby={`${id}-fault`}
        aria-invalid={fault !== ''}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <label class="check">
        <input type="checkbox" checked={isOwn} disabled={!isEditor} onChange={(event) => setOwn(event.currentTarget.checked)} /> Only I can
        see it
      </label>
      {lost.length > 0 && (
        <p class="note">
          No longer part of {type.title}: {lost.join(', ')}. Save the view to remove this.
        </p>
      )}
      <p class="fault" id={`${id}-fault`} role="alert">
        {fault}
      </p>
      <div class="saved-view-actions">
        {mayChange && (
          <button
            type="button"
            class="button is-primary"
            disabled={isSaving}
            onClick={() => void save(async () => await savedViews.change(chosen.saved, input))}
          >
            Save changes to the view
          </button>
        )}
        <button type="button" class={mayChange ? 'button' : 'button is-primary'} disabled={isSaving} onClick={() => void saveNew()}>
          {mayChange ? 'Save as a new view' : 'Save view'}
        </button>
        {mayChange && (
          <button type="button" class="button" onClick={() => (isDeleting ? void remove(chosen.saved) : setDeleting(true))}>
            {!isDeleting ? 'Delete view' : chosen.saved.isOwn ? 'Click again to delete' : 'Click again to delete for everyone'}
          </button>
        )}
      </div>
    </fieldset>
  );
}
