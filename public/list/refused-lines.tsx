import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { displayText } from '../model/display-text.ts';
import { useEditing } from '../state/use-editing.ts';

export interface RefusedLinesProps {
  readonly type: RecordType;
  /** Puts a text back into the input; `undefined` while the input has other text. */
  readonly onEdit: ((text: string) => void) | undefined;
}

/** Shows each new record that the service refused, with the reason, until a person edits or discards it. */
export function RefusedLines({ type, onEdit }: RefusedLinesProps) {
  const { outbox } = useEditing();
  return (
    <div role="alert">
      {outbox.refused(type).map((entry) => {
        const text = String(entry.values[titleField(type)] ?? '');
        return (
          <p key={entry.key} class="fault">
            “<bdi>{displayText(text)}</bdi>” was not added: {entry.refusal}{' '}
            <button
              type="button"
              class="link"
              disabled={onEdit === undefined}
              onClick={() => {
                outbox.drop(entry);
                onEdit?.(text);
                document.getElementById('quick-add')?.focus();
              }}
            >
              Edit again
            </button>{' '}
            <button type="button" class="link" onClick={() => outbox.drop(entry)}>
              Discard
            </button>
          </p>
        );
      })}
    </div>
  );
}
