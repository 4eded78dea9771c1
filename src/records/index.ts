import type { RecordType } from '../schema/record-type.ts';
import { customers } from './customers.ts';
import { tasks } from './tasks.ts';

/** All record types of the service. To add a type, create a file in this folder and add its name to this list. */
export const recordTypes: readonly RecordType[] = [tasks, customers];
