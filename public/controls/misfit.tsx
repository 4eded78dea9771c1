import type { Fault, Field } from '../../src/schema/field.ts';
import { displayText } from '../model/display-text.ts';

export interface MisfitProps {
  readonly field: Field;
  readonly value: unknown;
  readonly fault: Fault;
}

/** A stored value that does not fit its field today, as text; or that a required value is missing. */
export function Misfit({ field, value, fault }: MisfitProps) {
  const text = misfitText(field, value);
  return (
    <span key={text} class="misfit" title={`Does not fit: ${fault.detail}`}>
      {text === '' ? (
        'Missing'
      ) : (
        <>
          <span class="misfit-words">Does not fit: </span>
          <bdi>{text}</bdi>
        </>
      )}
    </span>
  );
}

/** Any stored value as text; empty for none. */
export function misfitText(field: Field, value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = field.toText(value);
  return displayText(text.trim() === '' ? JSON.stringify(value) : text);
}
