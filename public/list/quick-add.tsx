import { useSignal } from '@preact/signals';
import { titleField } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import { withArticle } from '../model/article.ts';
import { newValues } from '../model/calendar-view.ts';
import { checkFormValue } from '../model/form-values.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import { useEditing } from '../state/use-editing.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Icon } from '../ui/icon.tsx';
import { ADD } from '../ui/icons.ts';
import { RefusedLines } from './refused-lines.tsx';
import '../styles/forms.css';
import './quick-add.css';

/** The name of the draft of this input. Drafts of forms use the record id or `new`. */
const LINE = 'line';

/** Adds a record by its title. If the type has other required fields, opens the form with this title. */
export function QuickAdd({ route }: { readonly route: Route }) {
  const { router, connection } = useApp();
  const { drafts, outbox } = useEditing();
  const { type, view } = route;
  const text = useSignal(String(drafts.read(type, LINE)?.entries['text'] ?? ''));
  const fault = useSignal<string | undefined>(undefined);
  const name = titleField(type);
  const label = `Add ${withArticle(type.singular)}`;
  const waiting = outbox.waiting(type);
  const waitingText = waiting === 0 ? '' : connection.state.value === 'lost' ? `${waiting} waiting to be sent` : 'Adding…';
  const needsMore = Object.entries(type.fields).some(([other, field]) => field.required && other !== name);

  const enter = (value: string) => {
    text.value = value;
    fault.value = undefined;
    if (value === '') drafts.drop(type, LINE);
    else drafts.keep(type, LINE, { entries: { text: value }, base: undefined, attempt: undefined });
  };

  const add = () => {
    const field = type.fields[name];
    const checked = field && checkFormValue(CONTROLS, field, text.value);
    if (checked === undefined || text.value.trim() === '') return;
    if (!checked.ok) {
      fault.value = checked.fault;
      return;
    }
    if (needsMore) {
      const draft = drafts.read(type, 'new');
      const entries = { ...draft?.entries, [name]: text.value };
      drafts.keep(type, 'new', { entries, base: undefined, attempt: undefined, isNew: draft === undefined });
      enter('');
      router.go(hrefOf({ type, view, open: 'new' }));
      return;
    }
    enter('');
    outbox.add(type, { ...newValues(type, view), [name]: checked.value });
  };

  return (
    <form
      class="quick-add"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Icon path={ADD} />
      <input
        id="quick-add"
        dir="auto"
        value={text.value}
        placeholder={label}
        aria-label={label}
        aria-invalid={fault.value !== undefined}
        aria-describedby="quick-add-fault"
        autocomplete="off"
        enterkeyhint="done"
        onInput={(event) => enter(event.currentTarget.value)}
      />
      <span class="quick-add-hint" role="status">
        <ChangingText>{waitingText}</ChangingText>
      </span>
      <p class="fault" id="quick-add-fault" role="alert">
        <ChangingText>{fault.value}</ChangingText>
      </p>
      <RefusedLines type={type} onEdit={text.value === '' ? enter : undefined} />
    </form>
  );
}
