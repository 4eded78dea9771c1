import type { InputProps } from './control.ts';

/** Returns the attributes that all inputs of a form share. */
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
