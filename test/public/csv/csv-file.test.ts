import { describe, expect, it } from '@jest/globals';
import { type CsvFile, openCsvFile, withChoices } from '../../../public/model/csv/csv-file.ts';
import { ONE_COLUMN } from '../../../public/model/csv/delimiter.ts';

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Uint8Array.from(Buffer.from(text, encoding));
const open = (text: string, encoding?: BufferEncoding): CsvFile => {
  const opened = openCsvFile('a.csv', bytesOf(text, encoding));
  if (!opened.ok) throw new Error(opened.fault);
  return opened.file;
};
const rowsOf = ({ reading }: CsvFile) =>
  reading.ok ? [reading.table.header, ...reading.table.rows.map(({ cells }) => cells)] : reading.fault;

describe('a CSV file', () => {
  it.each([
    [
      'comma',
      'title,notes\nA,"b, c"\n',
      [
        ['title', 'notes'],
        ['A', 'b, c'],
      ],
    ],
    [
      'semicolon',
      'title;notes\nA, b;c\n',
      [
        ['title', 'notes'],
        ['A, b', 'c'],
      ],
    ],
    [
      'tab',
      'title\tnotes\nA, b\tc;d\n',
      [
        ['title', 'notes'],
        ['A, b', 'c;d'],
      ],
    ],
    [
      'vertical bar',
      'title|notes\nA|b\n',
      [
        ['title', 'notes'],
        ['A', 'b'],
      ],
    ],
    [
      'semicolon, with commas in a quoted name',
      '"title";"notes, long"\nA;b\n',
      [
        ['title', 'notes, long'],
        ['A', 'b'],
      ],
    ],
    ['none: semicolons in the rows', 'title\nBring: tent; stove; water\n', [['title'], ['Bring: tent; stove; water']]],
    ['none: vertical bars in the rows', 'title\nA | B\n', [['title'], ['A | B']]],
    ['none: commas in the rows', 'title\nTent, stove\n', [['title'], ['Tent, stove']]],
    ['none: tabs in the rows', 'title\nTent\tstove\n', [['title'], ['Tent\tstove']]],
    ['none: quotes respected', 'title\n"Tent, ""big"""\n', [['title'], ['Tent, "big"']]],
    ['none: the delimiter of the header is quoted', '"title; of a task"\nA;b\n', [['title; of a task'], ['A;b']]],
    [
      'named by Excel',
      'sep=;\r\ntitle;notes\r\nA,b;c\r\n',
      [
        ['title', 'notes'],
        ['A,b', 'c'],
      ],
    ],
  ])('is split by the delimiter of its header: %s', (_, text, rows) => {
    expect(rowsOf(open(text))).toEqual(rows);
  });

  it('keeps rows with too many and too few cells as they are', () => {
    expect(rowsOf(open('title,notes\nBuy milk, eggs,urgent\nAlone\n'))).toEqual([
      ['title', 'notes'],
      ['Buy milk', ' eggs', 'urgent'],
      ['Alone'],
    ]);
  });

  it('counts rows as the service does: the header is row 1, blank lines count', () => {
    const { reading } = open('title\n\nA\n\n\nB\n');
    expect(reading.ok && reading.table.rows.map(({ number }) => number)).toEqual([3, 6]);
    const hinted = open('sep=;\ntitle;notes\nA;b\n').reading;
    expect(hinted.ok && hinted.table.rows.map(({ number }) => number)).toEqual([3]);
  });

  it.each([
    ['a quote that is not closed', 'title,notes\nFirst,"oops\nSecond,fine\nThird,fine', 'Quote not closed in row 2.'],
    ['text after a quote', 'title,notes\n\nFirst,"x" y\n', 'Text after a closing quote in row 3.'],
    ['a quote inside a cell', 'title,notes\nA,5" nails\n', 'Quote in the middle of a cell without quotes in row 2.'],
    ['no rows', 'title,notes\n\n', 'This file has no rows below its header.'],
    ['a blank first row', '\ntitle,notes\nA,b\n', 'The first row is blank. It must name the columns.'],
  ])('is refused with the row: %s', (_, text, fault) => {
    expect(rowsOf(open(text))).toBe(fault);
  });

  it('is read again with another encoding and delimiter', () => {
    const file = open('title;notes\nMüller;x,y\n', 'latin1');
    expect(file.encodingNote).toMatch(/encoding of this file is a guess/);
    expect(rowsOf(file)).toEqual([
      ['title', 'notes'],
      ['Müller', 'x,y'],
    ]);
    expect(rowsOf(withChoices(file, { encoding: 'macintosh' }))).toEqual([
      ['title', 'notes'],
      ['M¸ller', 'x,y'],
    ]);
    expect(rowsOf(withChoices(file, { delimiter: ',' }))).toEqual([['title;notes'], ['Müller;x', 'y']]);
    expect(rowsOf(withChoices(file, { delimiter: ONE_COLUMN }))).toEqual([['title;notes'], ['Müller;x,y']]);
    expect(rowsOf(withChoices(file, { encoding: 'utf-8' }))).toBe('This file is not in Unicode (UTF-8). Choose another encoding.');
  });

  it('keeps the chosen delimiter when the encoding changes', () => {
    const file = withChoices(withChoices(open('title;notes\nMüller;x\n', 'latin1'), { delimiter: ',' }), { encoding: 'iso-8859-15' });
    expect(rowsOf(file)).toEqual([['title;notes'], ['Müller;x']]);
  });

  it('warns of a file that another program has read wrongly', () => {
    const file = open('title\nMÃ¼ller\nBjörn\n', 'latin1');
    expect(file.encodingNote).toMatch(/Some letters look wrong/);
  });

  it('says nothing about the encoding where the file proves it', () => {
    expect(open('title\nMüller\n').encodingNote).toBeUndefined();
  });
});

describe('a file of another kind', () => {
  const workbook = 'This is an Excel workbook. Save it as CSV.';
  it.each<[string, string, string | Uint8Array, string]>([
    ['an Excel workbook', 'a.xlsx', 'PK\x03\x04\x14\x00\x06\x00xl/workbook.xml', workbook],
    ['an Excel workbook by another name', 'a.csv', 'PK\x03\x04\x14\x00\x06\x00[Content_Types].xml...xl/workbook.xml', workbook],
    ['an Excel workbook by its extension', 'a.XLSM', 'PK\x03\x04\x14\x00\x06\x00', workbook],
    ['an old Excel workbook', 'a.xls', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00', workbook],
    [
      'an OpenDocument spreadsheet',
      'a.ods',
      'PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet',
      'This is an OpenDocument spreadsheet. Save it as CSV.',
    ],
    ['a Numbers file', 'a.numbers', 'PK\x03\x04Index/Document.iwa', 'This is a Numbers spreadsheet. Export it as CSV.'],
    ['an archive', 'a.zip', 'PK\x03\x04tasks.csv', 'This is a compressed file. Unpack it and choose the CSV file inside.'],
    ['gzip', 'a.csv.gz', '\x1f\x8b\x08', 'This is a compressed file. Unpack it and choose the CSV file inside.'],
    ['a PDF', 'a.pdf', '%PDF-1.7', 'This is a PDF document. Export its table as CSV from the program that made it.'],
    ['a picture', 'a.png', '\x89PNG\r\n\x1a\n\x00', 'This is an image. Choose a CSV file.'],
    ['bytes', 'a.csv', 'title\x00\x01\x02,a\nb\x00,c', 'This is not a text file. Choose a CSV file.'],
    ['a web page', 'a.xls', '\n<html><body><table>', 'This is a web page (HTML). Open it in a spreadsheet and save it as CSV.'],
    ['JSON', 'a.json', '[{"title":"A"}]', 'This is JSON. Choose a CSV file.'],
    ['contacts', 'a.vcf', 'BEGIN:VCARD\r\nVERSION:3.0', 'This is a vCard file. Export the contacts as CSV.'],
    ['nothing', 'a.csv', '', 'This file is empty.'],
    ['blank lines', 'a.csv', '\n\n', 'This file is empty.'],
  ])('is named with what to do: %s', (_, name, content, fault) => {
    expect(openCsvFile(name, bytesOf(String(content), 'latin1'))).toEqual({ ok: false, fault });
  });

  it('is not assumed for a CSV that begins alike', () => {
    for (const text of ['PK,title\n1,A\n', '{title},notes\nA,b\n', '[x],y\n1,2\n', 'GIF,JPEG\n1,2\n'])
      expect(typeof rowsOf(open(text))).toBe('object');
  });
});
