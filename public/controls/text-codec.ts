import type { FormCodec } from '../model/form-values.ts';

/** Converts values for inputs that hold text. */
export const textCodec: FormCodec = {
  toForm: (value) => (value === undefined ? '' : String(value)),
  fromForm: (value, field) => field.fromText(String(value)),
};
