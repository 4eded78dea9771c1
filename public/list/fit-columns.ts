import type { RecordType } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import { labelOf } from '../model/labels.ts';
import { mainChoice } from '../model/type-display.ts';

/** A column with its width in pixels; `undefined` for as wide as its content. */
export interface FittedColumn {
  readonly name: string;
  readonly width: number | undefined;
}

const LEAST_TITLE = 168;
/** Most titles are shorter. Below this, other columns do not grow. */
const USUAL_TITLE = 360;
const MARK = 36;
/** The service fields have no control. All that can be columns are moments. */
const MOMENT = { least: 176, grows: false };

/**
 * The columns that fit into a table of this width, each at least as wide as its values need. The title gets the rest.
 * The main choice is the most important, then the earlier in the definition. Without a width, all columns fit.
 */
export function fitColumns(type: RecordType, names: readonly string[], room: number | undefined): readonly FittedColumn[] {
  if (room === undefined) return names.map((name) => ({ name, width: undefined }));
  const main = mainChoice(type)?.name;
  let left = room - LEAST_TITLE - MARK;
  const fitting = new Map<string, Width>();
  for (const name of [...names].sort((one, other) => Number(other === main) - Number(one === main))) {
    const width = widthOf(type, name);
    if (width.least > left) continue;
    fitting.set(name, width);
    left -= width.least;
  }
  const growing = [...fitting.values()].filter(({ grows }) => grows).length;
  // The title takes its usual width first, then two shares, and what columns of twice their least width leave.
  const share = Math.floor(Math.max(0, left - (USUAL_TITLE - LEAST_TITLE)) / (growing + 2));
  return names.flatMap((name) => {
    const width = fitting.get(name);
    return width === undefined ? [] : [{ name, width: width.least + (width.grows ? Math.min(share, width.least) : 0) }];
  });
}

export interface Width {
  readonly least: number;
  /** Whether its values may be longer. */
  readonly grows: boolean;
}

const MOST_LABEL = 160;

function widthOf(type: RecordType, name: string): Width {
  const field = type.fields[name];
  const width = field === undefined ? MOMENT : CONTROLS[field.control.type].width(field);
  return { ...width, least: Math.max(width.least, Math.min(MOST_LABEL, 7 * labelOf(type, name).length + 40)) };
}
