import { DEFAULT_TIME_ZONE } from '../schema/moment.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { RecordFault } from '../schema/validation.ts';
import type { Values } from '../store/record-store.ts';
import { Problem, type RequestFault } from './problem.ts';
import { readListRequest } from './request/list-query.ts';
import { readQuery } from './request/query-parameters.ts';

/** Query parameters of lists that are no part of a view. */
const NO_PART_OF_A_VIEW = ['limit', 'cursor', 'fields', 'expand', 'trashed'];

/**
 * Returns what a view names that its record type does not have. Checks only the changed members, because a type can lose a field
 * after a view was saved, and such a view must still take a new name.
 */
export function viewFaults(recordTypes: readonly RecordType[], view: Values, changed: ReadonlySet<string>, me: string): RecordFault[] {
  const type = recordTypes.find(({ name }) => name === view['type']);
  if (type === undefined) {
    const detail = `must be one of ${recordTypes.map(({ name }) => name).join(', ')}`;
    return changed.has('type') ? [{ pointer: '/type', code: 'not-a-choice', detail }] : [];
  }
  const isChanged = (...names: string[]) => ['type', ...names].some((name) => changed.has(name));
  return [
    ...(isChanged('kind', 'by') ? groupingFaults(type, view) : []),
    ...(isChanged('query') ? queryFaults(type, view['query'], me) : []),
    ...(isChanged('columns') ? columnFaults(type, view['columns']) : []),
  ];
}

function groupingFaults({ fields, filterable }: RecordType, { kind, by }: Values): RecordFault[] {
  if (kind === 'list')
    return by === undefined ? [] : [{ pointer: '/by', code: 'not-a-choice', detail: 'is only for boards and calendars' }];
  const allowed = filterable.filter((name) => fields[name]?.arranges === kind);
  const detail = `must be one of ${allowed.join(', ')}, to show a ${kind}`;
  return allowed.some((name) => name === by) ? [] : [{ pointer: '/by', code: 'not-a-choice', detail }];
}

function queryFaults(type: RecordType, text: unknown, me: string): RecordFault[] {
  if (text === undefined) return [];
  const query = readQuery(`?${text}`);
  const others = NO_PART_OF_A_VIEW.filter((name) => query.parameters.has(name));
  if (others.length > 0) return others.map((name) => queryFault('unknown-parameter', name, 'is no part of a view'));
  try {
    readListRequest({ workspace: '', type }, query, { me, now: new Date().toISOString(), timeZone: DEFAULT_TIME_ZONE });
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.errors.map((fault: RequestFault) => queryFault(fault.code, 'name' in fault ? fault.name : '', fault.detail));
  }
}

function queryFault(code: string, parameter: string, detail: string): RecordFault {
  return { pointer: '/query', code, detail: `has the parameter "${parameter}", which ${detail}` };
}

function columnFaults({ fields }: RecordType, columns: unknown): RecordFault[] {
  const allowed = [...Object.keys(fields), 'createdAt', 'updatedAt'];
  return (Array.isArray(columns) ? columns : []).flatMap((name: unknown, index) =>
    allowed.some((column) => column === name)
      ? []
      : [{ pointer: `/columns/${index}`, code: 'unknown-field', detail: `must be one of ${allowed.join(', ')}` }],
  );
}
