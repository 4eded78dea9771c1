import type { InputProps } from './control.ts';

/** Attributes that every input of a form has. */
export function inputAttributes({ field, id, describedBy, isInvalid, isDisabled, onLeave }: InputProps) {
  return {
    id,
    'aria-required': field.required,
    'aria-invalid': isInvalid,
    'aria-describedby': describedBy,
    disabled: isDisabled,
    onBlur: onLeave,
  };
}
