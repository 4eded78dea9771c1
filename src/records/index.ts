import type { RecordType } from '../schema/record-type.ts';
import { customers } from './customers.ts';
import { tasks } from './tasks.ts';

/** Every record type that the service keeps. A new one is its file and its line here. */
export const recordTypes: readonly RecordType[] = [tasks, customers];
