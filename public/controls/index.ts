import type { Control } from '../../src/schema/field.ts';
import { checkbox } from './checkbox.tsx';
import type { FieldControl } from './control.ts';
import { date } from './date.tsx';
import { dateTime } from './date-time.tsx';
import { line } from './line.tsx';
import { lines } from './lines.tsx';
import { list } from './list.tsx';
import { number } from './number.tsx';
import { person } from './person.tsx';
import { reference } from './reference.tsx';
import { select } from './select.tsx';

/** The controls by type, one file each. Everything the UI does with a field goes through its control. */
export const CONTROLS: Readonly<Record<Control['type'], FieldControl>> = {
  line,
  lines,
  number,
  select,
  checkbox,
  date,
  'date-time': dateTime,
  list,
  reference,
  person,
};
