import { describe, expect, it } from '@jest/globals';
import { fitColumns } from '../../public/list/fit-columns.ts';
import { usualColumns } from '../../public/model/type-display.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import type { RecordType } from '../../src/schema/record-type.ts';

const fitted = (type: RecordType, room: number | undefined) => fitColumns(type, usualColumns(type), room);
const namesIn = (type: RecordType, room: number | undefined) => fitted(type, room).map(({ name }) => name);

describe('The columns of a table', () => {
  it('are dropped by importance: the main choice stays longest, then the earlier ones', () => {
    expect(namesIn(customers, 1168)).toEqual(['email', 'phone', 'company', 'stage', 'tags']);
    expect(namesIn(customers, 704)).toEqual(['email', 'phone', 'stage']);
    expect(namesIn(customers, 368)).toEqual(['stage']);
    expect(namesIn(customers, 304)).toEqual([]);
    expect(namesIn(tasks, 704)).toEqual(['status', 'priority', 'dueDate']);
  });

  it('are never wider together than the table, and leave room for the title', () => {
    for (let room = 304; room <= 2400; room += 16) {
      const widths = fitted(customers, room).map(({ width = 0 }) => width);
      expect(room - 36 - widths.reduce((sum, width) => sum + width, 0)).toBeGreaterThanOrEqual(168);
    }
  });

  it('are as wide as their values need, and take a share of what is left if these can be longer', () => {
    const widthIn = (room: number) => Object.fromEntries(fitted(customers, room).map(({ name, width }) => [name, width]));
    expect(widthIn(1056)).toMatchObject({ email: 224, phone: 160, tags: 160 });
    expect(widthIn(1856)).toMatchObject({ email: 352, phone: 160, tags: 288 });
  });

  it('do not grow before the title has room for most titles', () => {
    const title = (room: number) => room - 36 - fitted(tasks, room).reduce((sum, { width = 0 }) => sum + width, 0);
    expect(title(984)).toBeGreaterThan(300);
    expect(title(1400)).toBeGreaterThan(360);
  });

  it('all fit on paper, as wide as their content', () => {
    expect(fitted(customers, undefined)).toEqual(usualColumns(customers).map((name) => ({ name, width: undefined })));
  });
});
