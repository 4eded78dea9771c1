import type { Fault, Field } from '../../src/schema/field.ts';
import { displayText } from '../model/display-text.ts';

export interface MisfitProps {
  readonly field: Field;
  readonly value: unknown;
  readonly fault: Fault;
}

/** A stored value that is not valid for its field, as text; or “Missing” for a required field. */
export function Misfit({ field, value, fault }: MisfitProps) {
  const text = misfitText(field, value);
  return (
    <span key={text} class="misfit" title={`Invalid: ${fault.code === 'not-a-choice' ? 'not one of the choices' : fault.detail}`}>
      {text === '' ? (
        'Missing'
      ) : (
        <>
          <span class="misfit-words">Invalid: </span>
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
