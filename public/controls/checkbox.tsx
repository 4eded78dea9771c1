import type { FieldControl } from './control.ts';
import { CheckboxInput, ChoiceFilter } from './form-parts.ts';

const toText = (value: unknown) => (value === true ? 'Yes' : 'No');

export const checkbox: FieldControl = {
  Input: CheckboxInput,
  Filter: (props) => <ChoiceFilter {...props} choices={['true', 'false']} toLabel={(choice) => toText(choice === 'true')} />,
  width: () => ({ least: 100, grows: false }),
  Cell: ({ value }) => <span key={String(value)}>{toText(value)}</span>,
  toText,
  isOneChoice: true,
  needsLabel: true,
  toForm: (value) => value === true,
  fromForm: (value) => value,
};
