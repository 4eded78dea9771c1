import { type Checked, checkRecords } from '../../src/check-data/check-records.ts';
import { describeFinding, type Finding, stopsDeployment } from '../../src/check-data/finding.ts';
import type { TableArguments } from '../../src/check-data/table-options.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import {
  changeKeptDefinitions,
  describeTypes,
  isSameDefinition,
  type KeptDefinitions,
  readKeptDefinitions,
} from '../../src/store/kept-definitions.ts';
import type { StageTable } from './stage-table.ts';

export interface Comparison extends Checked {
  readonly kept: KeptDefinitions;
}

/** The number of records between two progress messages. */
const STEP = 100_000;

/** Compares every record with the current and the kept definitions. */
export async function compareData(
  table: StageTable,
  recordTypes: readonly RecordType[],
  print: (line: string) => void,
): Promise<Comparison> {
  const kept = await readKeptDefinitions(createDynamoTable(table));
  let reported = 0;
  const onProgress = (records: number) => {
    if (records - reported < STEP) return;
    reported = records;
    print(`${records} records read`);
  };
  const checked = await checkRecords({ ...table, recordTypes, kept, onProgress });
  return { ...checked, kept };
}

/** Checks whether someone accepted exactly these definitions. */
export function isAccepted({ accepted }: KeptDefinitions, recordTypes: readonly RecordType[]): boolean {
  return accepted !== undefined && isSameDefinition(accepted.types, describeTypes(recordTypes));
}

/** Describes the findings in two groups: those that the change causes, and those that existed before. */
export function findingLines(findings: readonly Finding[], table: TableArguments): string[] {
  const indented = (finding: Finding) => `  ${describeFinding(finding, table)}`;
  const stopping = findings.filter(stopsDeployment);
  const others = findings.filter((finding) => !stopsDeployment(finding));
  return [
    ...(stopping.length === 0 ? [] : ['This change would hide or break values:', ...stopping.map(indented)]),
    ...(others.length === 0 ? [] : ['These hide or break nothing new:', ...others.map(indented)]),
    ...(findings.length === 0 ? ['All values fit the definitions.'] : []),
  ];
}

export interface KeepOptions {
  /** The reason to accept a change that hides or breaks values. */
  readonly reason?: string | undefined;
  /** Whether `recordTypes` has all current types. If not, the kept definitions of other types are not changed. */
  readonly all: boolean;
}

/** Saves the current definitions in the table as the definitions in use. */
export async function keepDefinitions(table: StageTable, recordTypes: readonly RecordType[], { reason, all }: KeepOptions): Promise<void> {
  await changeKeptDefinitions(createDynamoTable(table), (kept) => {
    const types = { ...(all ? {} : kept.types), ...describeTypes(recordTypes) };
    return { types, accepted: reason === undefined ? kept.accepted : { at: new Date().toISOString(), reason, types } };
  });
}

/** Saves the reason for a change that is accepted but not deployed yet. */
export async function keepAcceptance(table: StageTable, recordTypes: readonly RecordType[], reason: string): Promise<void> {
  await changeKeptDefinitions(createDynamoTable(table), ({ types }) => ({
    types,
    accepted: { at: new Date().toISOString(), reason, types: describeTypes(recordTypes) },
  }));
}
