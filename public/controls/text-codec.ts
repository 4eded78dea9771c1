import type { FormCodec } from '../model/form-values.ts';

/** For inputs that hold the value as text. */
export const textCodec: FormCodec = {
  toForm: (value) => (value === undefined ? '' : String(value)),
  fromForm: (value, field) => field.fromText(String(value)),
};
