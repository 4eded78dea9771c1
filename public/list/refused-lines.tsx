import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../model/type-display.ts';
import { useDesk } from '../state/use-editing.ts';

export interface RefusedLinesProps {
  readonly type: RecordType;
  /** Puts a text back into the line; not while another is being typed there. */
  readonly mend: ((text: string) => void) | undefined;
}

/** Lines that the service did not take, each with its reason: they stay until they are mended or thrown away. */
export function RefusedLines({ type, mend }: RefusedLinesProps) {
  const { outbox } = useDesk();
  return (
    <div role="alert">
      {outbox.refused(type).map((parcel) => {
        const text = String(parcel.values[titleField(type)] ?? '');
        return (
          <p key={parcel.key} class="fault">
            “{text}” was not added: {parcel.refusal}{' '}
            <button
              type="button"
              class="link"
              disabled={mend === undefined}
              onClick={() => {
                outbox.drop(parcel);
                mend?.(text);
                document.getElementById('quick-add')?.focus();
              }}
            >
              Back into the line
            </button>{' '}
            <button type="button" class="link" onClick={() => outbox.drop(parcel)}>
              Discard
            </button>
          </p>
        );
      })}
    </div>
  );
}
