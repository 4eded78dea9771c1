import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../model/type-display.ts';
import { useEditing } from '../state/use-editing.ts';

export interface RefusedLinesProps {
  readonly type: RecordType;
  /** Puts a text back into the line; not while another is being typed there. */
  readonly mend: ((text: string) => void) | undefined;
}

/** Lines that the service did not take, each with its reason: they stay until they are mended or thrown away. */
export function RefusedLines({ type, mend }: RefusedLinesProps) {
  const { outbox } = useEditing();
  return (
    <div role="alert">
      {outbox.refused(type).map((entry) => {
        const text = String(entry.values[titleField(type)] ?? '');
        return (
          <p key={entry.key} class="fault">
            “{text}” was not added: {entry.refusal}{' '}
            <button
              type="button"
              class="link"
              disabled={mend === undefined}
              onClick={() => {
                outbox.drop(entry);
                mend?.(text);
                document.getElementById('quick-add')?.focus();
              }}
            >
              Back into the line
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
