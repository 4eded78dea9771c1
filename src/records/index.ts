import type { RecordType } from '../schema/record-type.ts';
import { customers } from './customers.ts';
import { tasks } from './tasks.ts';

/** Every record type of the service. A new one is a file in this folder and its name in this list. */
export const recordTypes: readonly RecordType[] = [tasks, customers];
