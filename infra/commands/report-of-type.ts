import { recordTypes } from '../../src/records/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { measureParts } from '../cost/measured/measure-parts.ts';
import { measureType } from '../cost/measured/measure-type.ts';
import { openMeteredTable } from '../cost/measured/metered-table.ts';
import { typeReport } from '../cost/type-report.ts';
import type { Load } from '../cost/usage.ts';
import type { Stage } from '../stage.ts';

export interface TypeAndLoad {
  readonly type: RecordType;
  readonly stage: Stage;
  readonly load: Load;
}

/** Measures a type on an embedded database, and returns what it costs as text. */
export async function reportOfType({ type, stage, load }: TypeAndLoad): Promise<string> {
  const options = { type, types: recordTypes, open: openMeteredTable };
  return typeReport({ stage, load, name: type.name, cost: await measureType(options), parts: await measureParts(options) });
}
