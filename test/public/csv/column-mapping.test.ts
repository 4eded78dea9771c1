import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { chunksOf } from '../../../public/model/csv/chunks.ts';
import {
  type ColumnPlan,
  guessMapping,
  ignoredColumns,
  type Mapping,
  openQuestions,
  remapped,
} from '../../../public/model/csv/column-mapping.ts';
import { openCsvFile, withChoices } from '../../../public/model/csv/csv-file.ts';
import { mappingAfter } from '../../../public/model/csv/read-again.ts';
import type { CsvTable } from '../../../public/model/csv/table.ts';
import { customers } from '../../../src/records/customers.ts';
import { tasks } from '../../../src/records/tasks.ts';
import { boolean } from '../../../src/schema/fields/boolean.ts';
import { date } from '../../../src/schema/fields/date.ts';
import { email } from '../../../src/schema/fields/email.ts';
import { number } from '../../../src/schema/fields/number.ts';
import { text } from '../../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../../src/schema/record-type.ts';

const tableOf = (content: string | Uint8Array): CsvTable => {
  const opened = openCsvFile('a.csv', Uint8Array.from(Buffer.from(content)));
  if (!opened.ok) throw new Error(opened.fault);
  const { reading } = opened.file;
  if (!reading.ok) throw new Error(reading.fault);
  return reading.table;
};
const targetsOf = (mapping: Mapping) => mapping.map(({ target }) => target);
const planned = (mapping: Mapping, changes: Readonly<Record<number, Partial<ColumnPlan>>>): Mapping =>
  mapping.map((plan, column) => ({ ...plan, ...changes[column] }));

/** What the service gets: one object for each row. */
const sent = (type: RecordType, table: CsvTable, mapping: Mapping) =>
  chunksOf(type, table, mapping).flatMap(({ csv }) => {
    const [header = [], ...rows]: string[][] = parse(csv, { relax_column_count: true });
    return rows.map((cells) =>
      Object.fromEntries(cells.flatMap((cell, column) => (header[column] === '' && cell === '' ? [] : [[header[column] ?? column, cell]]))),
    );
  });

const leads = defineRecordType({
  name: 'leads',
  title: 'Leads',
  singular: 'lead',
  fields: {
    title: text({ max: 100, required: true, synonyms: ['Interessent'] }),
    contact: email({}),
    line: text({ max: 40, inputType: 'tel' }),
  },
  filterable: [],
  indexes: [],
  example: { title: 'Ada' },
});

const ID = '01991c3e-7b1a-7000-8000-000000000001';

describe('where columns go', () => {
  it.each([
    ['names of fields and labels', tasks, 'title,Due date,due_date,TAGS', ['title', 'dueDate', undefined, 'tags']],
    [
      'other names',
      customers,
      'Full name,Mail,Telephone,Organisation,Homepage,Town',
      ['name', 'email', 'phone', 'company', 'website', undefined],
    ],
    ['the name of the same thing in another type', tasks, 'Name,Stage,Deadline', ['title', 'status', 'dueDate']],
    ['spellings', customers, 'Full name,E-Mail,Phone number,Stage', ['name', 'email', 'phone', 'stage']],
    ['the kind of a field and its own synonyms', leads, 'Interessent,Mail,Mobile', ['title', 'contact', 'line']],
    ['a name in two parts', customers, 'First Name,Last Name,Title', ['name', 'name', undefined]],
    ['a job title is no name', customers, 'Title,Name', [undefined, 'name']],
    ['repeated columns of a list', tasks, 'Summary,Labels,Labels', ['title', 'tags', 'tags']],
    ['ids of another program', tasks, 'ID,Name,Version', [undefined, 'title', undefined]],
  ])('is guessed by %s', (_, type, header, targets) => {
    const table = tableOf(`${header}\n${header.replaceAll(/[^,]+/g, 'x')}\n`);
    expect(targetsOf(guessMapping(type, table))).toEqual(targets);
  });

  it('is guessed by ids that are the service’s own', () => {
    expect(targetsOf(guessMapping(tasks, tableOf(`id,title,createdAt,version\n${ID},A,2026,3\n`)))).toEqual([
      'id',
      'title',
      undefined,
      'version',
    ]);
  });

  it('leaves a column out when another takes its field, unless they can be joined', () => {
    const table = tableOf('name,mail,mail 2,first\nA,a@example.com,b@example.com,C\n');
    const mapping = guessMapping(customers, table);
    expect(targetsOf(remapped(customers, table, mapping, { column: 2, target: 'email' }))).toEqual(['name', undefined, 'email', undefined]);
    expect(targetsOf(remapped(customers, table, mapping, { column: 3, target: 'name' }))).toEqual(['name', 'email', undefined, 'name']);
  });

  it('asks for a required field, and names what is left out', () => {
    const table = tableOf('Kunde;Mail;Town\nA;a@example.com;Porto\n');
    const mapping = guessMapping(customers, table);
    expect(openQuestions(customers, table, mapping)).toEqual(['Name is required: choose a column for it.']);
    expect(ignoredColumns(table, mapping)).toEqual(['Kunde', 'Town']);
    expect(openQuestions(customers, table, remapped(customers, table, mapping, { column: 0, target: 'name' }))).toEqual([]);
  });

  it('asks for no required field where rows change records by their id', () => {
    const table = tableOf(`id,email\n${ID},a@example.com\n`);
    expect(openQuestions(customers, table, guessMapping(customers, table))).toEqual([]);
    const withoutFields = tableOf(`id,x\n${ID},y\n`);
    expect(openQuestions(customers, withoutFields, guessMapping(customers, withoutFields))).toEqual([
      'Choose a field for at least one column.',
    ]);
  });

  it('asks how an ambiguous column is written', () => {
    const table = tableOf('title,due\nA,03/04/2026\nB,05/06/2026\n');
    const mapping = guessMapping(tasks, table);
    expect(openQuestions(tasks, table, mapping)).toEqual(['Choose the format of the column “due”.']);
    const answered = planned(mapping, { 1: { conversion: 'mdy' } });
    expect(openQuestions(tasks, table, answered)).toEqual([]);
    expect(sent(tasks, table, answered)).toEqual([
      { title: 'A', dueDate: '2026-03-04' },
      { title: 'B', dueDate: '2026-05-06' },
    ]);
  });
});

describe('what is sent', () => {
  it('keeps every row whose number of cells is not the header’s, for the service to refuse', () => {
    const table = tableOf(
      'Name,Company,Town\nAda,Acme,Paris\n"Confidential Information - Do Not Distribute"\nBob,Acme,Rome,extra\nCy,Acme\n',
    );
    const mapping = remapped(customers, table, guessMapping(customers, table), { column: 1, target: undefined });
    const [chunk] = chunksOf(customers, table, mapping);
    expect(chunk?.csv).toBe('name,,\r\nAda,,\r\nConfidential Information - Do Not Distribute\r\nBob,Acme,Rome,extra\r\nCy,Acme');
  });

  it('does not send cells of columns that are left out', () => {
    const table = tableOf('title,secret\nA,b\n');
    expect(chunksOf(tasks, table, guessMapping(tasks, table))[0]?.csv).toBe('title,\r\nA,');
  });

  it.each<[string, string, Record<string, string>]>([
    ['names of a reference in the column that the service looks up', 'title,Customer\nA,Acme\n', { title: 'A', 'customer.name': 'Acme' }],
    ['ids of a reference as they are', `title,Customer\nA,${ID}\n`, { title: 'A', customer: ID }],
    [
      'names of an export whose column with ids was taken out',
      `id,title,customer.name\n${ID},A,Acme\n`,
      { id: ID, title: 'A', 'customer.name': 'Acme' },
    ],
    [
      'ids, not names, of an export that has both',
      `id,title,customer,customer.name\n${ID},A,${ID},Acme\n`,
      { id: ID, title: 'A', customer: ID },
    ],
  ])('holds %s', (_, content, row) => {
    const table = tableOf(content);
    expect(sent(tasks, table, guessMapping(tasks, table))).toEqual([row]);
  });

  it('keeps a cell that a conversion does not understand as it is', () => {
    const table = tableOf('title,due,status\nA,31/12/2026,In Progress\nB,someday,waiting\n');
    expect(sent(tasks, table, guessMapping(tasks, table))).toEqual([
      { title: 'A', dueDate: '2026-12-31', status: 'in-progress' },
      { title: 'B', dueDate: 'someday', status: 'waiting' },
    ]);
  });

  it('changes nothing in a file that the service exported, whatever its values look like', () => {
    const table = tableOf(`id,title,notes,tags,version\n${ID},"'=1+1",a,"Berlin, Mitte",3\n`);
    expect(sent(tasks, table, guessMapping(tasks, table))).toEqual([
      { id: ID, title: "'=1+1", notes: 'a', tags: 'Berlin, Mitte', version: '3' },
    ]);
  });

  it('goes in chunks of at most 100 rows and 1 MB, each with the rows that it holds', () => {
    const table = tableOf(`title,notes\n${Array.from({ length: 250 }, (_, row) => `Row ${row},x`).join('\n')}\n`);
    expect(chunksOf(tasks, table, guessMapping(tasks, table)).map(({ start, length }) => [start, length])).toEqual([
      [0, 100],
      [100, 100],
      [200, 50],
    ]);
    const long = tableOf(`title,notes\nA,${'ü'.repeat(300_000)}\nB,${'ü'.repeat(300_000)}\n`);
    expect(chunksOf(tasks, long, guessMapping(tasks, long)).map(({ start, length }) => [start, length])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('holds numbers, booleans and dates of a German spreadsheet', () => {
    const orders = defineRecordType({
      name: 'orders',
      title: 'Orders',
      singular: 'order',
      fields: { name: text({ max: 100, required: true }), amount: number({}), paid: boolean({}), due: date({}) },
      filterable: [],
      indexes: [],
      example: { name: 'A' },
    });
    const table = tableOf('Name;Amount;Paid;Due\nA;1.234,50;x;31.12.2026\nB;-7;nein;1.1.27\n');
    const mapping = guessMapping(orders, table);
    expect(openQuestions(orders, table, mapping)).toEqual([]);
    expect(sent(orders, table, mapping)).toEqual([
      { name: 'A', amount: '1234.50', paid: 'true', due: '2026-12-31' },
      { name: 'B', amount: '-7', paid: 'false', due: '2027-01-01' },
    ]);
  });
});

describe('exports of other tools', () => {
  const read = (name: string) => tableOf(readFileSync(new URL(`exports/${name}.csv`, import.meta.url)));

  it.each<[string, RecordType, Readonly<Record<number, Partial<ColumnPlan>>>, readonly object[]]>([
    [
      'todoist',
      tasks,
      { 3: { choices: { 4: 'low', 1: 'high', 3: 'normal' } } },
      [
        { title: 'Repot the basil @garden', notes: 'Terracotta pot, from the shed', priority: 'low', dueDate: '2026-10-05' },
        { title: 'Book the dentist', notes: '', priority: 'high', dueDate: '2026-11-12' },
        { title: 'Renew the passport', notes: 'Photos are in the drawer', priority: 'normal', dueDate: '2026-12-01' },
      ],
    ],
    [
      'trello',
      tasks,
      { 15: { choices: { 'To Do': 'open', Doing: 'in-progress', Done: 'done' } } },
      [
        { title: 'Order tiles', notes: 'Bathroom, 20 m²', status: 'open', dueDate: '2026-10-09', tags: 'Purchase (green);Urgent (red)' },
        { title: 'Call the plumber', notes: '', status: 'in-progress', dueDate: '', tags: '' },
        { title: 'Sign the contract', notes: '', status: 'done', dueDate: '2026-09-01', tags: 'Paperwork (blue)' },
      ],
    ],
    [
      'asana',
      tasks,
      { 5: { choices: { 'To do': 'open', 'In Progress': 'in-progress', Done: 'done' } } },
      [
        { title: 'Write the brief', notes: 'Two pages.\nWith figures.', status: 'open', dueDate: '2026-10-01', tags: 'Urgent;Client' },
        { title: 'Choose the pictures', notes: '', status: 'in-progress', dueDate: '2026-10-21', tags: '' },
        { title: 'Book the room', notes: '', status: 'done', dueDate: '2026-09-05', tags: 'Client' },
      ],
    ],
    [
      'jira',
      tasks,
      {
        4: { choices: { 'To Do': 'open', 'In Progress': 'in-progress', Done: 'done' } },
        7: { choices: { Highest: 'high', Medium: 'normal', Low: 'low' } },
      },
      [
        {
          title: 'Fix the payment flow',
          notes: 'As a customer, I want to pay.',
          status: 'open',
          priority: 'high',
          dueDate: '2026-07-31',
          tags: 'backend;urgent-fix',
        },
        { title: 'Write the release notes', notes: '', status: 'in-progress', priority: 'normal', dueDate: '2026-08-05', tags: 'docs' },
        { title: 'Remove the old form', notes: '', status: 'done', priority: 'low', dueDate: '', tags: '' },
      ],
    ],
    [
      'airtable',
      tasks,
      { 3: { choices: { Todo: 'open', 'In progress': 'in-progress', Done: 'done' } } },
      [
        { title: 'Water the plants', notes: 'Twice a week, more in summer', status: 'open', dueDate: '2026-03-31', tags: 'home;weekly' },
        { title: 'Paint the fence', notes: '', status: 'in-progress', dueDate: '2026-04-15', tags: 'home' },
        { title: 'Sell the bicycle', notes: '', status: 'done', dueDate: '2026-12-05', tags: '' },
      ],
    ],
    [
      'hubspot',
      customers,
      { 7: { choices: { Lead: 'lead', Customer: 'active' } } },
      [
        {
          name: 'Camille Durand',
          email: 'camille@example.com',
          phone: '+33 6 00 00 00 00',
          company: 'Durand & Fils',
          stage: 'lead',
          website: 'https://durand.example',
        },
        {
          name: 'Jonas Håkansson',
          email: 'jonas@example.com',
          phone: '',
          company: 'Håkansson AB',
          stage: 'active',
          website: 'https://www.hakansson.example/shop',
        },
        { name: 'Abena', email: '', phone: '+233 20 000 0000', company: '', stage: 'lead', website: '' },
      ],
    ],
  ])('%s: all columns are found and converted; only words for choices are left to people', (name, type, answers, rows) => {
    const table = read(name);
    const mapping = guessMapping(type, table);
    expect(openQuestions(type, table, mapping)).toEqual([]);
    for (const [column, { choices = {} }] of Object.entries(answers)) {
      expect(Object.keys(mapping[Number(column)]?.choices ?? {}).sort()).toEqual(Object.keys(choices).sort());
    }
    expect(sent(type, table, planned(mapping, answers))).toEqual(rows);
  });
});

describe('a file that is read again with another encoding or delimiter', () => {
  const open = (content: string) => {
    const opened = openCsvFile('a.csv', Uint8Array.from(Buffer.from(content, 'latin1')));
    if (!opened.ok) throw new Error(opened.fault);
    return opened.file;
  };
  const tableIn = ({ reading }: ReturnType<typeof open>) => {
    if (!reading.ok) throw new Error(reading.fault);
    return reading.table;
  };

  it('keeps where people sent columns, and how these are converted', () => {
    const file = open('Aufgabe;Stufe;F\xe4llig;Notes\nStra\xdfe;dringend;2026-05-01;x\n');
    const table = tableIn(file);
    const chosen = [
      { column: 0, target: 'title' },
      { column: 1, target: 'priority' },
      { column: 3, target: undefined },
    ].reduce((mapping, moved) => remapped(tasks, table, mapping, moved), guessMapping(tasks, table));
    const mapping = planned(chosen, { 1: { choices: { dringend: 'high' } } });
    const again = tableIn(withChoices(file, { encoding: 'windows-1250' }));
    expect(mappingAfter(tasks, again, { table, mapping })).toEqual(mapping);
  });

  it('guesses the other columns again', () => {
    const file = open('title,Anmerkung,x\nA,B,C\n');
    const table = tableIn(file);
    const mapping = remapped(tasks, table, guessMapping(tasks, table), { column: 1, target: 'notes' });
    const renamed = tableOf('title,Anmerkung,due date\nA,B,2026-05-01\n');
    expect(targetsOf(mappingAfter(tasks, renamed, { table, mapping }))).toEqual(['title', 'notes', 'dueDate']);
  });

  it('guesses all columns again where their number differs', () => {
    const file = open('title;notes\nA;B\n');
    const table = tableIn(file);
    const mapping = remapped(tasks, table, guessMapping(tasks, table), { column: 1, target: 'tags' });
    const again = tableIn(withChoices(file, { delimiter: ',' }));
    expect(mappingAfter(tasks, again, { table, mapping })).toEqual(guessMapping(tasks, again));
  });
});
