import type { RecordType } from '../../../src/schema/record-type.ts';
import { sameValue } from '../../../src/schema/same-value.ts';
import { type ColumnPlan, guessMapping, type Mapping, remapped } from './column-mapping.ts';
import type { CsvTable } from './table.ts';

export interface MappedTable {
  readonly table: CsvTable;
  readonly mapping: Mapping;
}

/**
 * Returns the mapping after a file is read again with another encoding or delimiter.
 * Keeps the column plans that a person changed, and guesses the others again.
 * If the number of columns changes, guesses all plans again.
 */
export function mappingAfter(type: RecordType, table: CsvTable, before: MappedTable | undefined): Mapping {
  const guessed = guessMapping(type, table);
  if (before === undefined || before.table.header.length !== table.header.length) return guessed;
  const guessedBefore = guessMapping(type, before.table);
  return before.mapping.reduce(
    (mapping, plan, column) => (sameValue(plan, guessedBefore[column]) ? mapping : withPlan(type, table, mapping, { column, plan })),
    guessed,
  );
}

function withPlan(
  type: RecordType,
  table: CsvTable,
  mapping: Mapping,
  { column, plan: { target, conversion, choices } }: { readonly column: number; readonly plan: ColumnPlan },
): Mapping {
  return remapped(type, table, mapping, { column, target }).map((plan, index) => {
    if (index !== column) return plan;
    const words = Object.keys(plan.choices);
    const kept = Object.fromEntries(words.map((word) => [word, choices[word] ?? plan.choices[word] ?? '']));
    return { target, conversion: conversion ?? plan.conversion, choices: kept };
  });
}
